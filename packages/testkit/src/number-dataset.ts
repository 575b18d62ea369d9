import type { Examples, PreparedDataset } from "@tutti/data"
import type { ColumnScaling } from "@tutti/protocol"

/** Rows of numbers with a number to be predicted, ready to take part in a `numberStudy`. */
export type NumberRows = readonly { readonly features: readonly number[]; readonly target: number }[]

/**
 * The owner's side of `numberStudy` without a file.
 * @param columns names of the features, then of the target.
 */
export function numberDataset(
  columns: readonly string[],
  training: NumberRows,
  validation: NumberRows = [],
): PreparedDataset {
  const table = training.map(({ features, target }) => [...features, target])
  return {
    trainingRows: training.length,
    validationRows: validation.length,
    statistics: columns.map((name, column) => {
      const values = table.map((row) => row[column] ?? 0)
      return {
        name,
        count: values.length,
        sum: total(values),
        sumOfSquares: total(values.map((value) => value ** 2)),
      }
    }),
    encode: (scaling) => ({ training: encode(training, scaling), validation: encode(validation, scaling) }),
  }
}

function encode(rows: NumberRows, scaling: readonly ColumnScaling[]): Examples {
  const scaled = rows.map(({ features, target }) =>
    [...features, target].map((value, column) => {
      const { mean, stddev } = scaling[column] ?? { mean: 0, stddev: 1 }
      return (value - mean) / stddev
    }),
  )
  return {
    features: Float32Array.from(scaled.flatMap((row) => row.slice(0, -1))),
    targets: Float32Array.from(scaled.flatMap((row) => row.slice(-1))),
    rows: rows.length,
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
