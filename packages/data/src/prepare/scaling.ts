import type { ColumnScaling, ColumnStatistics, DatasetSchema } from "@tutti/protocol"
import { CompensatedSum } from "./compensated-sum.ts"

/**
 * Below this share of the mean square a variance is rounding noise of the sums: the column counts as constant.
 * Sums of doubles carry a relative error of a few 2^-53; a column of constants must not be blown up by it.
 */
const VARIANCE_RESOLUTION = 2 ** -48

/**
 * One owner's statistics of one column over some of its rows.
 * @param values numbers in the study's unit; NaN, which stands for a missing value, is not counted.
 * @param rows   which of them.
 */
export function columnStatistics(name: string, values: Float64Array, rows: Uint32Array): ColumnStatistics {
  const sum = new CompensatedSum()
  const sumOfSquares = new CompensatedSum()
  let count = 0
  for (const row of rows) {
    const value = values[row] ?? Number.NaN
    if (Number.isNaN(value)) continue
    count++
    sum.add(value)
    sumOfSquares.add(value * value)
  }
  return { name, count, sum: sum.value, sumOfSquares: sumOfSquares.value }
}

/**
 * The scaling of all owners' rows together, from each owner's statistics: mean and population standard deviation
 * √(Σx²/n − mean²); stddev 1 where a column is constant, mean 0 where no owner has a value.
 * The order of owners does not change the result beyond the last bit.
 * @param statistics one list per owner, each with the same columns in the same order.
 * @throws {RangeError} when the lists do not name the same columns: the relay refuses those by E_STATISTICS before.
 */
export function combineStatistics(statistics: readonly (readonly ColumnStatistics[])[]): ColumnScaling[] {
  const [first = []] = statistics
  return first.map(({ name }, index) => {
    const sum = new CompensatedSum()
    const sumOfSquares = new CompensatedSum()
    let count = 0
    for (const owner of statistics) {
      const column = owner[index]
      if (column?.name !== name || owner.length !== first.length)
        throw new RangeError("owners' statistics name different columns")
      count += column.count
      sum.add(column.sum)
      sumOfSquares.add(column.sumOfSquares)
    }
    if (count === 0) return { name, mean: 0, stddev: 1 }
    const mean = sum.value / count
    const meanSquare = sumOfSquares.value / count
    const variance = meanSquare - mean * mean
    return { name, mean, stddev: variance > meanSquare * VARIANCE_RESOLUTION ? Math.sqrt(variance) : 1 }
  })
}

/** The names that an owner's statistics and a study's scaling carry: numeric columns in order, a numeric target last. */
export function scaledColumns(schema: DatasetSchema): string[] {
  const columns = schema.columns.filter(({ kind }) => kind === "numeric").map(({ name }) => name)
  return schema.target.kind === "number" ? [...columns, schema.target.name] : columns
}

/**
 * Predictions of a numeric target back in the study's unit; probabilities of classes as they are.
 * @param outputs [rows × outputs] of a model trained on scaled targets.
 */
export function unscaleOutputs(
  outputs: Float32Array,
  schema: DatasetSchema,
  scaling: readonly ColumnScaling[],
): Float32Array<ArrayBuffer> {
  if (schema.target.kind === "class") return Float32Array.from(outputs)
  const { mean, stddev } = scalingOf(schema.target.name, scaling)
  return Float32Array.from(outputs, (value) => value * stddev + mean)
}

/** @throws {RangeError} when the scaling lacks the column. */
export function scalingOf(name: string, scaling: readonly ColumnScaling[]): ColumnScaling {
  const found = scaling.find((column) => column.name === name)
  if (found === undefined) throw new RangeError(`no scaling for column "${name}"`)
  return found
}
