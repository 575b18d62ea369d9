/* Symmetric matrices travel as their upper triangle, row by row: (0,0), (0,1), … (0,size−1), (1,1), … */

export const triangleLength = (size: number): number => (size * (size + 1)) / 2

/** Index of (row, column), in either order, in the triangle of a size × size matrix. */
export function triangleIndex(size: number, row: number, column: number): number {
  const [low, high] = row <= column ? [row, column] : [column, row]
  return low * size - (low * (low - 1)) / 2 + (high - low)
}

/**
 * The entry (row, column) of a symmetric matrix.
 * @throws {RangeError} for an index outside the matrix.
 */
export function symmetricEntry(
  triangle: readonly bigint[],
  size: number,
  row: number,
  column: number,
): bigint {
  const entry = triangle[triangleIndex(size, row, column)]
  if (entry === undefined) throw new RangeError(`(${row}, ${column}) of a ${size} × ${size} matrix`)
  return entry
}
