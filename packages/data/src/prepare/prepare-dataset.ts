import type { ColumnScaling, DatasetSchema } from "@tutti/protocol"
import { surveyTable } from "../check/check-table.ts"
import { listedValues, type Mapping } from "../mapping/mapping.ts"
import type { PreparedDataset } from "../prepared-dataset.ts"
import type { DataProblem } from "../problems.ts"
import type { Table } from "../table/table.ts"
import { encodeFeatures, encodeTargets } from "./encode.ts"
import { columnStatistics } from "./scaling.ts"
import { splitRows } from "./split.ts"

export type SplitOptions = {
  /** The study's seed, an unsigned 32-bit integer. */
  seed: number
  /** Share of the usable rows kept for validation, in [0, 1). */
  validationFraction: number
}

export type Preparation =
  | { ok: true; dataset: PreparedDataset; problems: readonly DataProblem[] }
  | { ok: false; problems: readonly DataProblem[] }

/**
 * An owner's usable rows, split and ready to be scaled. Warnings of the check go with the dataset; an error refuses.
 * Both parts keep the file's order of rows. An owner of one row trains on it.
 */
export function prepareDataset(
  table: Table,
  schema: DatasetSchema,
  mapping: Mapping,
  { seed, validationFraction }: SplitOptions,
): Preparation {
  const { report, columns, usable } = surveyTable(table, schema, mapping)
  const { ok, problems } = report
  if (!ok) return { ok, problems }

  const split = splitRows(usable.length, validationFraction, seed)
  const tableRows = (part: Uint32Array) => part.map((index) => usable[index] ?? 0)
  const training = tableRows(split.training)
  const validation = tableRows(split.validation)
  const features = columns.slice(0, -1).map(({ read }) => read.values)
  const targets = columns.at(-1)?.read.values ?? new Float64Array()
  const examples = (rows: Uint32Array, scaling: readonly ColumnScaling[]) => ({
    features: encodeFeatures(schema, features, rows, scaling),
    targets: encodeTargets(schema.target, targets, rows, scaling),
    rows: rows.length,
  })
  const dataset: PreparedDataset = {
    trainingRows: training.length,
    validationRows: validation.length,
    statistics: columns
      .filter(({ column }) => listedValues(column) === null)
      .map(({ column, read }) => columnStatistics(column.name, read.values, training)),
    encode: (scaling) => ({
      training: examples(training, scaling),
      validation: examples(validation, scaling),
    }),
  }
  return { ok, dataset, problems }
}
