import { bytesToLanes, lanesToBytes } from "@tutti/ring"
import type { Words } from "./ring.ts"

/** Little-endian, as everything travels. @returns [4 · words], a view of the same memory where that is possible. */
export const wordsToBytes = (words: Words): Uint8Array<ArrayBuffer> =>
  lanesToBytes(new Uint32Array(words.buffer, words.byteOffset, words.length))

/** @param bytes [4 · words] at any offset @returns a view of the same memory where that is possible. */
export function bytesToWords(bytes: Uint8Array<ArrayBuffer>): Words {
  const lanes = bytesToLanes(bytes.byteOffset % 4 === 0 ? bytes : bytes.slice())
  return new Int32Array(lanes.buffer, lanes.byteOffset, lanes.length)
}
