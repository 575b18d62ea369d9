import { newWords } from "./memory.ts"
import type { Ring, Words } from "./ring.ts"

/**
 * Elements of every row, by index.
 * @param vector [rows, width]
 * @returns [rows, indices.length]
 */
export function gather(ring: Ring, vector: Words, width: number, indices: Int32Array): Words {
  const rows = vector.length / (width * ring.words)
  const gathered = newWords(rows * indices.length * ring.words)
  let at = 0
  for (let row = 0; row < rows; row++)
    for (let place = 0; place < indices.length; place++)
      for (let word = 0; word < ring.words; word++)
        gathered[at++] = vector[(row * width + (indices[place] ?? 0)) * ring.words + word] ?? 0
  return gathered
}

/**
 * The same, column after column, so that each column's bits are one plane over the rows.
 * @returns [indices.length, rows]
 */
export function gatherColumns(ring: Ring, vector: Words, width: number, indices: Int32Array): Words {
  const rows = vector.length / (width * ring.words)
  const gathered = newWords(rows * indices.length * ring.words)
  let at = 0
  for (let place = 0; place < indices.length; place++)
    for (let row = 0; row < rows; row++)
      for (let word = 0; word < ring.words; word++)
        gathered[at++] = vector[(row * width + (indices[place] ?? 0)) * ring.words + word] ?? 0
  return gathered
}

/** Two matrices side by side: [rows, leftWidth] and [rows, rightWidth] give [rows, leftWidth + rightWidth]. */
export function besides(rows: number, left: Words, right: Words): Words {
  if (right.length === 0) return left
  const [leftWords, rightWords] = [left.length / rows, right.length / rows]
  const joined = newWords(left.length + right.length)
  for (let row = 0; row < rows; row++) {
    joined.set(left.subarray(row * leftWords, (row + 1) * leftWords), row * (leftWords + rightWords))
    joined.set(
      right.subarray(row * rightWords, (row + 1) * rightWords),
      row * (leftWords + rightWords) + leftWords,
    )
  }
  return joined
}
