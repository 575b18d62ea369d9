import type { ColumnScaling, DatasetSchema } from "@tutti/protocol"
import { surveyRows } from "../check/survey.ts"
import type { Mapping } from "../mapping/mapping.ts"
import { mappingProblems } from "../mapping/mapping-problems.ts"
import { type DataProblem, hasErrors, problem } from "../problems.ts"
import type { Table } from "../table/table.ts"
import { type ColumnValues, encodeFeatures } from "./encode.ts"

export type PredictionFeatures =
  | {
      ok: true
      /** [rows × features], row-major. */
      features: Float32Array<ArrayBuffer>
      rows: number
      /** [rows] which row of the table each one is; rows with unusable cells are not among them. */
      tableRows: Uint32Array
      problems: readonly DataProblem[]
    }
  | { ok: false; problems: readonly DataProblem[] }

/**
 * The features of rows whose target nobody knows yet, encoded as in training. A target in the file is not looked at.
 * @param scaling the study's, as stored with the model.
 */
export function encodeFeaturesForPrediction(
  table: Table,
  schema: DatasetSchema,
  mapping: Mapping,
  scaling: readonly ColumnScaling[],
): PredictionFeatures {
  const problems = mappingProblems(table, schema, mapping, "prediction")
  if (hasErrors(problems)) return { ok: false, problems }
  const columns: ColumnValues[] = []
  const tableRows = surveyRows(table, schema, { ...mapping, target: null }, ({ read }) => {
    columns.push(read.values)
  })
  if (tableRows.length === 0)
    return { ok: false, problems: [...problems, problem("D_NO_ROWS_LEFT", "error")] }
  const features = encodeFeatures(schema, columns, tableRows, scaling)
  return { ok: true, features, rows: tableRows.length, tableRows, problems }
}
