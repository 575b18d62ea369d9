import { symmetricEntry } from "../statistics/triangle.ts"

/** The normal equations A β = b of exact integers; A is symmetric. */
export type NormalEquations = {
  readonly size: number
  /** Triangle of A, size × size. */
  readonly matrix: readonly bigint[]
  /** [size] */
  readonly right: readonly bigint[]
}

/** β = numerators / determinant and (A⁻¹)ᵢᵢ = inverseDiagonal / determinant, exactly. */
export type ExactSolution = {
  readonly determinant: bigint
  /** [size] */
  readonly numerators: readonly bigint[]
  /** [size] */
  readonly inverseDiagonal: readonly bigint[]
}

export type Eliminated =
  | { readonly kind: "solved"; readonly solution: ExactSolution }
  /** Column `column` is a combination of the columns `from`, all before it. */
  | { readonly kind: "dependent"; readonly column: number; readonly from: readonly number[] }
  /** A is not the matrix of any rows' products: a leading minor is negative. */
  | { readonly kind: "indefinite" }

/**
 * Solve without a single division that is not exact: Gauss–Jordan elimination over the integers, in the columns'
 * own order. The leading minors of products of real rows are positive up to the first dependent column and 0 there.
 * @param leastVariation a column of which the earlier ones leave no more than this is dependent on them
 * @see Bareiss 1968, "Sylvester's identity and multistep integer-preserving Gaussian elimination", section 3
 */
export function eliminate({ size, matrix, right }: NormalEquations, leastVariation = 0n): Eliminated {
  // [A | b | identity], one row at a time.
  const rows = Array.from({ length: size }, (_, row) => [
    ...Array.from({ length: size }, (_, column) => symmetricEntry(matrix, size, row, column)),
    right[row] ?? 0n,
    ...Array.from({ length: size }, (_, column) => (column === row ? 1n : 0n)),
  ])
  let previous = 1n
  for (let step = 0; step < size; step++) {
    const pivotRow = rows[step] ?? []
    const pivot = pivotRow[step] ?? 0n
    // A column's variation beyond the earlier ones is pivot / previous.
    const least = leastVariation * previous
    if (pivot < -least) return { kind: "indefinite" }
    if (pivot <= least) {
      // Of products of real rows, a dependent column leaves nothing at all.
      if (least === 0n && pivotRow.slice(step, size).some((entry) => entry !== 0n))
        return { kind: "indefinite" }
      return { kind: "dependent", column: step, from: sources(rows, step, previous, matrix, size) }
    }
    for (const [index, row] of rows.entries()) {
      const factor = row[step] ?? 0n
      if (index === step) continue
      for (const [column, entry] of row.entries())
        row[column] = (pivot * entry - factor * (pivotRow[column] ?? 0n)) / previous
    }
    previous = pivot
  }
  const solution = {
    determinant: previous,
    numerators: rows.map((row) => row[size] ?? 0n),
    inverseDiagonal: rows.map((row, index) => row[size + 1 + index] ?? 0n),
  }
  return { kind: "solved", solution }
}

/**
 * The columns whose multiples make up most of a dependent one: above its pivot stand the numerators of its
 * combination of the earlier columns. Shares of less than 2⁻²⁰ of its square are rounding.
 */
function sources(
  rows: readonly (readonly bigint[])[],
  step: number,
  previous: bigint,
  matrix: readonly bigint[],
  size: number,
): number[] {
  const square = (column: number) => symmetricEntry(matrix, size, column, column)
  const whole = square(step) * previous * previous
  return rows.slice(0, step).flatMap((row, index) => {
    const numerator = row[step] ?? 0n
    return (numerator * numerator * square(index)) << 20n > whole ? [index] : []
  })
}
