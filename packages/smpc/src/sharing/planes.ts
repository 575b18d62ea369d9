import { bytesToWords, wordsToBytes } from "./bytes.ts"
import { concatWords } from "./concat-words.ts"
import type { Masking, Words } from "./ring.ts"

/*
 * Bits, one of each of `size` gates, as words: bit i is bit i mod 32 of word ⌊i / 32⌋. So one machine operation works
 * on 32 gates. Bits beyond the last gate may be anything; they are cleared where planes are packed.
 */

export type Plane = Words

/** Words of a plane over so many gates. */
export const planeWords = (size: number): number => (size + 31) >> 5

/** Bytes of so many packed bits. */
export const packedBytes = (bits: number): number => (bits + 7) >> 3

/** Addition without carry: what bits are hidden in. */
export const bits: Masking = {
  add: xor,
  subtract: xor,
  uniform: (words) => words,
}

export function xor(a: Plane, b: Plane): Plane {
  const sum = new Int32Array(a.length)
  for (let i = 0; i < sum.length; i++) sum[i] = (a[i] ?? 0) ^ (b[i] ?? 0)
  return sum
}

export const not = (a: Plane): Plane => a.map((word) => ~word)

/** Element i of a where bit i is set, else that of b. @param words of one element */
export function choose(plane: Plane, words: 1 | 2, a: Words, b: Words): Words {
  const chosen = new Int32Array(a.length)
  const wide = words - 1
  for (let word = 0, i = 0; i < chosen.length; word++) {
    const end = Math.min(chosen.length, i + (32 << wide))
    const bits = plane[word] ?? 0
    for (; i < end; i++) {
      // All ones or zeros: the bits are random, and a branch on them would be foretold wrongly every other time.
      const taken = -((bits >>> (i >> wide)) & 1)
      const other = b[i] ?? 0
      chosen[i] = other ^ (((a[i] ?? 0) ^ other) & taken)
    }
  }
  return chosen
}

/** Several planes over the same gates, one behind the other: [count, planeWords(size)]. */
export type Planes = Words

export const planeAt = (planes: Planes, index: number, size: number): Plane =>
  planes.subarray(index * planeWords(size), (index + 1) * planeWords(size))

export const planesOf = (all: readonly Plane[]): Planes => concatWords(all)

/** Planes without gaps between them, one bit to a gate, the lowest bit of a byte first. */
export function packPlanes(planes: Planes, size: number): Uint8Array<ArrayBuffer> {
  const words = planeWords(size)
  const count = planes.length / words
  const packed = new Int32Array(planeWords(count * size))
  for (let index = 0; index < count; index++)
    for (let word = 0; word < words; word++) {
      const left = size - 32 * word
      const own = (planes[index * words + word] ?? 0) & (left < 32 ? (1 << left) - 1 : -1)
      const at = index * size + 32 * word
      packed[at >> 5] = (packed[at >> 5] ?? 0) | (own << at)
      // What spills over; beyond the last word there is none.
      if ((at & 31) !== 0) packed[(at >> 5) + 1] = (packed[(at >> 5) + 1] ?? 0) | (own >>> -at)
    }
  return wordsToBytes(packed).slice(0, packedBytes(count * size))
}

/** The planes behind packed bytes. @param bytes [packedBytes(count · size)] */
export function unpackPlanes(bytes: Uint8Array<ArrayBuffer>, count: number, size: number): Planes {
  const padded = new Uint8Array(4 * (planeWords(count * size) + 1))
  padded.set(bytes)
  const packed = bytesToWords(padded)
  const words = planeWords(size)
  const planes = new Int32Array(count * words)
  for (let index = 0; index < count; index++)
    for (let word = 0; word < words; word++) {
      const at = index * size + 32 * word
      const spilled = (at & 31) === 0 ? 0 : (packed[(at >> 5) + 1] ?? 0) << -at
      planes[index * words + word] = ((packed[at >> 5] ?? 0) >>> at) | spilled
    }
  return planes
}
