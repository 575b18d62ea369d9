import { newWords } from "./memory.ts"
import { planeWords } from "./planes.ts"
import type { Ring, Words } from "./ring.ts"

/** Z/2^bits with one word an element, kept below 2^bits. @param bits in [4, 31] */
export function narrowRing(bits: number): Ring {
  if (!(Number.isInteger(bits) && bits >= 4 && bits < 32)) throw new RangeError(`a ring of ${bits} bits`)
  const within = 2 ** bits - 1
  return {
    bits,
    words: 1,
    add(a, b, sum = newWords(a.length)) {
      for (let i = 0; i < sum.length; i++) sum[i] = ((a[i] ?? 0) + (b[i] ?? 0)) & within
      return sum
    },
    subtract(a, b, difference = newWords(a.length)) {
      for (let i = 0; i < difference.length; i++) difference[i] = ((a[i] ?? 0) - (b[i] ?? 0)) & within
      return difference
    },
    multiply(a, b, product = newWords(a.length)) {
      for (let i = 0; i < product.length; i++) product[i] = Math.imul(a[i] ?? 0, b[i] ?? 0) & within
      return product
    },
    addConstant(a, constant, sum = newWords(a.length)) {
      const addend = Number(BigInt.asIntN(32, constant))
      for (let i = 0; i < sum.length; i++) sum[i] = ((a[i] ?? 0) + addend) & within
      return sum
    },
    shiftRight(a, by, shifted = newWords(a.length)) {
      for (let i = 0; i < shifted.length; i++) shifted[i] = (a[i] ?? 0) >>> by
      return shifted
    },
    digits(a, at, count, digits = new Uint8Array(a.length)) {
      const mask = (1 << count) - 1
      for (let i = 0; i < digits.length; i++) digits[i] = ((a[i] ?? 0) >>> at) & mask
      return digits
    },
    plane(a, at) {
      const plane = new Int32Array(planeWords(a.length))
      for (let word = 0, i = 0; word < plane.length; word++) {
        const end = Math.min(a.length, i + 32)
        let bits = 0
        for (; i < end; i++) bits |= (((a[i] ?? 0) >>> at) & 1) << i
        plane[word] = bits
      }
      return plane
    },
    uniform(words: Words) {
      for (let i = 0; i < words.length; i++) words[i] = (words[i] ?? 0) & within
      return words
    },
  }
}
