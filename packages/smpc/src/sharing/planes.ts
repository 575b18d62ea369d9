import { bytesToWords, wordsToBytes } from "./bytes.ts"
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

export function and(a: Plane, b: Plane): Plane {
  const product = new Int32Array(a.length)
  for (let i = 0; i < product.length; i++) product[i] = (a[i] ?? 0) & (b[i] ?? 0)
  return product
}

export const not = (a: Plane): Plane => a.map((word) => ~word)

/** Element i of a where bit i is set, else that of b. @param words of one element */
export function choose(plane: Plane, words: 1 | 2, a: Words, b: Words): Words {
  const chosen = new Int32Array(a.length)
  const wide = words - 1
  for (let i = 0; i < chosen.length; i++) {
    const gate = i >> wide
    chosen[i] = ((plane[gate >> 5] ?? 0) >>> gate) & 1 ? (a[i] ?? 0) : (b[i] ?? 0)
  }
  return chosen
}

/** Planes one after the other, one bit to a gate without gaps, the lowest bit of a byte first. */
export function packPlanes(planes: readonly Plane[], size: number): Uint8Array<ArrayBuffer> {
  const bitCount = planes.length * size
  const packed = new Int32Array(planeWords(bitCount))
  for (const [index, plane] of planes.entries())
    for (let gate = 0; gate < size; gate += 32) {
      const left = size - gate
      const word = (plane[gate >> 5] ?? 0) & (left < 32 ? (1 << left) - 1 : -1)
      const at = index * size + gate
      packed[at >> 5] = (packed[at >> 5] ?? 0) | (word << at)
      // What spills over; beyond the last word there is none.
      if ((at & 31) !== 0) packed[(at >> 5) + 1] = (packed[(at >> 5) + 1] ?? 0) | (word >>> -at)
    }
  return wordsToBytes(packed).slice(0, packedBytes(bitCount))
}

/** The planes behind packed bytes. @param bytes [packedBytes(count · size)] */
export function unpackPlanes(bytes: Uint8Array<ArrayBuffer>, count: number, size: number): Plane[] {
  const packed = new Int32Array(planeWords(count * size) + 1)
  new Uint8Array(packed.buffer).set(bytes)
  const words = bytesToWords(new Uint8Array(packed.buffer))
  return Array.from({ length: count }, (_, index) => {
    const plane = new Int32Array(planeWords(size))
    for (let word = 0; word < plane.length; word++) {
      const at = index * size + 32 * word
      const spilled = (at & 31) === 0 ? 0 : (words[(at >> 5) + 1] ?? 0) << -at
      plane[word] = ((words[at >> 5] ?? 0) >>> at) | spilled
    }
    return plane
  })
}
