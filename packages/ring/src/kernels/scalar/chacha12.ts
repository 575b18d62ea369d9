import { BLOCK_BYTES } from "../lengths.ts"
import { chachaState } from "../stream-state.ts"

const DOUBLE_ROUNDS = 6
const WORDS = 16

/** The key stream from block `counter` on, block by block; arguments are checked by the caller. */
export function chacha12Stream(out: Uint8Array, key: Uint8Array, nonce: Uint8Array, counter: number): void {
  const state = chachaState(key, nonce, counter)
  const words = new Int32Array(WORDS)
  const block = new DataView(new ArrayBuffer(BLOCK_BYTES))
  for (let start = 0, index = counter; start < out.length; start += BLOCK_BYTES, index++) {
    state[12] = index
    words.set(state)
    for (let round = 0; round < DOUBLE_ROUNDS; round++) doubleRound(words)
    for (let word = 0; word < WORDS; word++)
      block.setInt32(4 * word, (words[word] ?? 0) + (state[word] ?? 0), true)
    out.set(new Uint8Array(block.buffer, 0, Math.min(BLOCK_BYTES, out.length - start)), start)
  }
}

/** Four columns, then four diagonals. */
function doubleRound(words: Int32Array): void {
  quarterRound(words, 0, 4, 8, 12)
  quarterRound(words, 1, 5, 9, 13)
  quarterRound(words, 2, 6, 10, 14)
  quarterRound(words, 3, 7, 11, 15)
  quarterRound(words, 0, 5, 10, 15)
  quarterRound(words, 1, 6, 11, 12)
  quarterRound(words, 2, 7, 8, 13)
  quarterRound(words, 3, 4, 9, 14)
}

function quarterRound(words: Int32Array, a: number, b: number, c: number, d: number): void {
  addAndRotate(words, a, b, d, 16)
  addAndRotate(words, c, d, b, 12)
  addAndRotate(words, a, b, d, 8)
  addAndRotate(words, c, d, b, 7)
}

/** sum += addend; mixed = (mixed ⊕ sum) rotated left by `bits`. */
function addAndRotate(words: Int32Array, sum: number, addend: number, mixed: number, bits: number): void {
  const total = ((words[sum] ?? 0) + (words[addend] ?? 0)) | 0
  const difference = (words[mixed] ?? 0) ^ total
  words[sum] = total
  words[mixed] = (difference << bits) | (difference >>> (32 - bits))
}
