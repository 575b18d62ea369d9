import { ABSENT } from "../update/absent.ts"
import { requireLength } from "../update/vectors.ts"

/**
 * Reduce each coordinate on its own: `reduce` gets that coordinate's values, ascending, in an array that is reused.
 * @param vectors at least one, all of one length.
 * @throws {RangeError} for no vector or different lengths.
 */
export function reduceSorted(
  vectors: readonly Float32Array[],
  reduce: (ascending: Float32Array) => number,
): Float32Array<ArrayBuffer> {
  const first = vectors[0]
  if (first === undefined) throw new RangeError("cannot aggregate no updates")
  for (const vector of vectors) requireLength(vector, first.length)
  const result = new Float32Array(first.length)
  const column = new Float32Array(vectors.length)
  for (let coordinate = 0; coordinate < first.length; coordinate++) {
    for (let row = 0; row < column.length; row++) column[row] = vectors[row]?.[coordinate] ?? ABSENT
    result[coordinate] = reduce(column.sort())
  }
  return result
}
