import { type Field, inverse, reduce } from "./field.ts"

/** Rows of elements, [rows][columns]. */
export type Matrix = readonly (readonly bigint[])[]

/** left · right mod p, [rows][columns]. */
export function multiply(field: Field, left: Matrix, right: Matrix): bigint[][] {
  const width = right[0]?.length ?? 0
  return left.map((row) =>
    Array.from({ length: width }, (_, column) =>
      reduce(
        field,
        row.reduce((sum, entry, index) => sum + entry * (right[index]?.[column] ?? 0n), 0n),
      ),
    ),
  )
}

export type Inverted =
  | { readonly kind: "inverted"; readonly determinant: bigint; readonly inverse: bigint[][] }
  /** Column `column` is a combination of the columns `from`, all before it. */
  | { readonly kind: "singular"; readonly column: number; readonly from: readonly number[] }

/** Determinant and inverse mod p, by Gauss–Jordan elimination; with the first dependent column if there is none. */
export function invert(field: Field, matrix: Matrix): Inverted {
  const size = matrix.length
  const rows = matrix.map((row, index) => [
    ...row.map((entry) => reduce(field, entry)),
    ...Array.from({ length: size }, (_, column) => (column === index ? 1n : 0n)),
  ])
  let determinant = 1n
  for (let step = 0; step < size; step++) {
    const found = rows.findIndex((row, index) => index >= step && row[step] !== 0n)
    const pivotRow = rows[found]
    if (pivotRow === undefined) {
      const from = rows.slice(0, step).flatMap((row, index) => (row[step] === 0n ? [] : [index]))
      return { kind: "singular", column: step, from }
    }
    rows.splice(found, 1)
    rows.splice(step, 0, pivotRow)
    const pivot = pivotRow[step] ?? 0n
    // Moving a row up past its predecessors changes the sign once for each of them.
    determinant = reduce(field, (found - step) % 2 === 0 ? determinant * pivot : -determinant * pivot)
    const scale = inverse(field, pivot)
    const normalised = pivotRow.map((entry) => reduce(field, entry * scale))
    rows[step] = normalised
    for (const [index, row] of rows.entries()) {
      const factor = row[step] ?? 0n
      if (index === step || factor === 0n) continue
      // Left of the pivot the normalised row is zero.
      for (let column = step; column < 2 * size; column++)
        row[column] = reduce(field, (row[column] ?? 0n) - factor * (normalised[column] ?? 0n))
    }
  }
  return { kind: "inverted", determinant, inverse: rows.map((row) => row.slice(size)) }
}
