import { elementKernels } from "@tutti/ring"
import { readWords, wordsToBytes } from "./bytes.ts"
import { concatWords } from "./concat-words.ts"
import { newWords, release } from "./memory.ts"
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

/** @param into as of a sum in a ring */
export function xor(a: Plane, b: Plane, sum: Plane = newWords(a.length)): Plane {
  elementKernels(a.length).xor(sum, a, b)
  return sum
}

export const not = (a: Plane): Plane => a.map((word) => ~word)

/**
 * Element i of a where bit i is set, else that of b.
 * @param words  of one element
 * @param chosen what the result is written over; may be a or b
 */
export function choose(
  plane: Plane,
  words: 1 | 2,
  a: Words,
  b: Words,
  chosen: Words = newWords(a.length),
): Words {
  if (words === 1) {
    elementKernels(chosen.length).choose(chosen, plane, a, b)
    return chosen
  }
  for (let word = 0, i = 0; i < chosen.length; word++) {
    const end = Math.min(chosen.length, i + 64)
    const bits = plane[word] ?? 0
    for (; i < end; i++) {
      // All ones or zeros: the bits are random, and a branch on them would be foretold wrongly every other time.
      const taken = -((bits >>> (i >> 1)) & 1)
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
  const bits = (planes.length / planeWords(size)) * size
  const packed = newWords(planeWords(bits))
  packInto(packed, planes, size)
  const bytes = wordsToBytes(packed).slice(0, packedBytes(bits))
  release(packed)
  return bytes
}

/** The planes behind packed bytes. @param bytes [packedBytes(count · size)] */
export function unpackPlanes(bytes: Uint8Array<ArrayBuffer>, count: number, size: number): Planes {
  const packed = readWords(bytes)
  const planes = unpackWords(packed, count, size)
  release(packed)
  return planes
}

/** @param packed [planeWords(count · size)] zeros, over which the planes are written without gaps */
export function packInto(packed: Words, planes: Planes, size: number): void {
  const words = planeWords(size)
  const count = planes.length / words
  for (let index = 0; index < count; index++)
    for (let word = 0; word < words; word++) {
      const left = size - 32 * word
      const own = (planes[index * words + word] ?? 0) & (left < 32 ? (1 << left) - 1 : -1)
      const at = index * size + 32 * word
      packed[at >> 5] = (packed[at >> 5] ?? 0) | (own << at)
      // What spills over; beyond the last word there is none.
      if ((at & 31) !== 0) packed[(at >> 5) + 1] = (packed[(at >> 5) + 1] ?? 0) | (own >>> -at)
    }
}

/** The planes behind packed words. @param packed [planeWords(count · size)] */
export function unpackWords(packed: Words, count: number, size: number): Planes {
  const words = planeWords(size)
  const planes = newWords(count * words)
  for (let index = 0; index < count; index++)
    for (let word = 0; word < words; word++) {
      const at = index * size + 32 * word
      const spilled = (at & 31) === 0 ? 0 : (packed[(at >> 5) + 1] ?? 0) << -at
      planes[index * words + word] = ((packed[at >> 5] ?? 0) >>> at) | spilled
    }
  return planes
}
