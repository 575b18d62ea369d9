import type { Column, DatasetSchema, Target } from "@tutti/protocol"
import { checkTable } from "../check/check-table.ts"
import type { ReadColumn } from "../check/read-column.ts"
import { readUsableRows } from "../check/usable-rows.ts"
import { listedValues, type Mapping } from "../mapping/mapping.ts"
import type { PreparedDataset } from "../prepared-dataset.ts"
import type { DataProblem } from "../problems.ts"
import type { Table } from "../table/table.ts"
import { type ColumnValues, encodeFeatures, encodeTargets } from "./encode.ts"
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
  const { ok, problems } = checkTable(table, schema, mapping)
  if (!ok) return { ok, problems }

  const read: { column: Column | Target; values: ColumnValues }[] = []
  const usable = readUsableRows(table, schema, mapping, (column, { values }: ReadColumn) =>
    read.push({ column, values }),
  )
  const split = splitRows(usable.length, validationFraction, seed)
  const rowsOf = (part: Uint32Array) => part.map((index) => usable[index] ?? 0)
  const training = rowsOf(split.training)
  const validation = rowsOf(split.validation)
  const numbers = read.filter(({ column }) => listedValues(column) === null)
  const features = read.slice(0, -1).map(({ values }) => values)
  const targets = read.at(-1)?.values ?? new Float64Array()
  const examples = (rows: Uint32Array, scaling: Parameters<PreparedDataset["encode"]>[0]) => ({
    features: encodeFeatures(schema, features, rows, scaling),
    targets: encodeTargets(schema.target, targets, rows, scaling),
    rows: rows.length,
  })
  const dataset: PreparedDataset = {
    trainingRows: training.length,
    validationRows: validation.length,
    statistics: numbers.map(({ column, values }) => columnStatistics(column.name, pick(values, training))),
    encode: (scaling) => ({
      training: examples(training, scaling),
      validation: examples(validation, scaling),
    }),
  }
  return { ok, dataset, problems }
}

function* pick(values: ColumnValues, rows: Uint32Array): Generator<number, void> {
  for (const row of rows) yield values[row] ?? Number.NaN
}
