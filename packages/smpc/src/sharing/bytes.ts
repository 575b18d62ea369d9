import { bytesToLanes, lanesToBytes, readLanes } from "@tutti/ring"
import { newWords } from "./memory.ts"
import type { Words } from "./ring.ts"

/** Little-endian, as everything travels. @returns [4 · words], a view of the same memory where that is possible. */
export const wordsToBytes = (words: Words): Uint8Array<ArrayBuffer> =>
  lanesToBytes(new Uint32Array(words.buffer, words.byteOffset, words.length))

/** @param bytes [4 · words] at any offset @returns a view of the same memory where that is possible. */
export function bytesToWords(bytes: Uint8Array<ArrayBuffer>): Words {
  const lanes = bytesToLanes(bytes.byteOffset % 4 === 0 ? bytes : bytes.slice())
  return new Int32Array(lanes.buffer, lanes.byteOffset, lanes.length)
}

/**
 * Bytes at any offset as words in memory of their own.
 * @param parts one behind the other @returns [⌈bytes / 4⌉], zeros behind the last byte
 */
export function readWords(...parts: readonly Uint8Array<ArrayBuffer>[]): Words {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  const words = newWords((bytes + 3) >> 2)
  readLanes(words, ...parts)
  return words
}
