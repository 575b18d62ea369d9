import {
  type Column,
  type ColumnScaling,
  type DatasetSchema,
  featureCount,
  type Target,
  targetCount,
} from "@tutti/protocol"
import { listedValues } from "../mapping/mapping.ts"
import { scalingOf } from "./scaling.ts"

/** [rows] of one column as read: numbers, or indices of listed values; NaN where the value is missing. */
export type ColumnValues = Float64Array

/**
 * The feature matrix in the schema's order: numbers scaled, binary columns as 0 or 1, categories one-hot. A missing
 * number becomes the mean, which is 0 after scaling; a missing category the one that the schema names.
 * @param columns one [rows] per column of the schema.
 * @param rows    which of them, in this order.
 * @returns [rows × features], row-major.
 * @throws {RangeError} when the scaling lacks a numeric column.
 */
export function encodeFeatures(
  schema: DatasetSchema,
  columns: readonly ColumnValues[],
  rows: Uint32Array,
  scaling: readonly ColumnScaling[],
): Float32Array<ArrayBuffer> {
  const width = featureCount(schema)
  const matrix = new Float32Array(rows.length * width)
  let first = 0
  for (const [index, values] of columns.entries()) {
    const column = schema.columns[index]
    if (column === undefined) break
    writeColumn({ column, values, rows, scaling }, { matrix, first, width })
    first += column.kind === "category" ? column.categories.length : 1
  }
  return matrix
}

/**
 * @returns [rows × outputs], row-major: one-hot classes, or the scaled number.
 * @throws {RangeError} when the scaling lacks a numeric target.
 */
export function encodeTargets(
  target: Target,
  values: ColumnValues,
  rows: Uint32Array,
  scaling: readonly ColumnScaling[],
): Float32Array<ArrayBuffer> {
  const width = targetCount(target)
  const matrix = new Float32Array(rows.length * width)
  writeColumn({ column: target, values, rows, scaling }, { matrix, first: 0, width })
  return matrix
}

/** Writes one column into its features, `first` and following, of a row-major matrix. */
function writeColumn(
  from: {
    column: Column | Target
    values: ColumnValues
    rows: Uint32Array
    scaling: readonly ColumnScaling[]
  },
  to: { matrix: Float32Array; first: number; width: number },
): void {
  const code = encoder(from.column, from.scaling)
  const oneHot = from.column.kind === "category" || from.column.kind === "class"
  let at = to.first
  for (const row of from.rows) {
    const encoded = code(from.values[row] ?? Number.NaN)
    if (oneHot) to.matrix[at + encoded] = 1
    else to.matrix[at] = encoded
    at += to.width
  }
}

/** A column's value ↦ the scaled number, or the index of the listed value; NaN ↦ what the schema fills in. */
function encoder(column: Column | Target, scaling: readonly ColumnScaling[]): (value: number) => number {
  const listed = listedValues(column)
  if (listed === null) {
    const { mean, stddev } = scalingOf(column.name, scaling)
    return (value) => (Number.isNaN(value) ? 0 : (value - mean) / stddev)
  }
  const imputed =
    "missing" in column && typeof column.missing === "object" ? listed.indexOf(column.missing.imputeWith) : -1
  return (value) => (Number.isNaN(value) ? imputed : value)
}
