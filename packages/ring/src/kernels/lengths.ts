import { type Patches, patchLength } from "./patches.ts"

/* What every form of the kernels holds its arguments to. */

/** @throws {RangeError} unless `words` is what the named vector must have. */
export function checkLength(name: string, words: ArrayLike<number>, expected: number): void {
  if (words.length !== expected)
    throw new RangeError(`${name} has ${words.length} words where the shape says ${expected}`)
}

/** @throws {RangeError} unless a window has as many elements as the matrix has rows. */
export function checkPatches(patches: Patches, inner: number): void {
  if (patchLength(patches) !== inner)
    throw new RangeError(`windows of ${patchLength(patches)} elements meet a matrix of ${inner} rows`)
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
export const BLOCK_BYTES = 64
const BLOCKS = 2 ** 32

/** @throws {RangeError} for a key, nonce or place that names no part of a stream. */
export function checkStream(out: Uint8Array, key: Uint8Array, nonce: Uint8Array, counter: number): void {
  if (key.length !== KEY_BYTES || nonce.length !== NONCE_BYTES)
    throw new RangeError(`a key of ${key.length} and a nonce of ${nonce.length} bytes name no stream`)
  if (!Number.isInteger(counter) || counter < 0 || counter + Math.ceil(out.length / BLOCK_BYTES) > BLOCKS)
    throw new RangeError(`${out.length} bytes from block ${counter} are not within the stream`)
}
