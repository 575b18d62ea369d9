import type { Examples } from "@tutti/data"
import { permutation, type SeededRandom } from "../seeded-random.ts"

export type Batch = {
  /** [rows × features] */
  features: Float32Array<ArrayBuffer>
  /** [rows × width] */
  targets: Float32Array<ArrayBuffer>
  rows: number
  lastEpoch: boolean
}

/**
 * All batches of all epochs, in a new order each epoch; the last batch of an epoch may be smaller. Rows are gathered
 * here rather than on the device: one copy and one upload, where a gather would be an upload of indices and a kernel.
 */
export function* shuffledBatches(
  { features, targets, rows }: Examples,
  epochs: number,
  batchSize: number,
  random: SeededRandom,
): Generator<Batch> {
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = permutation(rows, random)
    for (let start = 0; start < rows; start += batchSize) {
      const chosen = order.subarray(start, start + batchSize)
      yield {
        features: gatherRows(features, features.length / rows, chosen),
        targets: gatherRows(targets, targets.length / rows, chosen),
        rows: chosen.length,
        lastEpoch: epoch === epochs,
      }
    }
  }
}

/** Rows of a row-major matrix, in the order asked for. */
function gatherRows(matrix: Float32Array, width: number, rows: Uint32Array): Float32Array<ArrayBuffer> {
  const gathered = new Float32Array(rows.length * width)
  for (const [place, row] of rows.entries())
    gathered.set(matrix.subarray(row * width, (row + 1) * width), place * width)
  return gathered
}
