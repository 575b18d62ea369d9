import { newWords } from "./memory.ts"
import { planeWords } from "./planes.ts"
import type { Ring, Words } from "./ring.ts"

/** Z/2⁶⁴ with two words an element, the low one first. */
export function wideRing(): Ring {
  return {
    bits: 64,
    words: 2,
    add(a, b, sum = newWords(a.length)) {
      for (let i = 0; i < sum.length; i += 2) {
        const own = a[i] ?? 0
        const low = (own + (b[i] ?? 0)) | 0
        sum[i] = low
        sum[i + 1] = (a[i + 1] ?? 0) + (b[i + 1] ?? 0) + below(low, own)
      }
      return sum
    },
    subtract(a, b, difference = newWords(a.length)) {
      for (let i = 0; i < difference.length; i += 2) {
        const [aLow, bLow] = [a[i] ?? 0, b[i] ?? 0]
        difference[i + 1] = (a[i + 1] ?? 0) - (b[i + 1] ?? 0) - below(aLow, bLow)
        difference[i] = aLow - bLow
      }
      return difference
    },
    multiply(a, b, product = newWords(a.length)) {
      for (let i = 0; i < product.length; i += 2) {
        const [aLow, bLow] = [a[i] ?? 0, b[i] ?? 0]
        product[i + 1] =
          upperProduct(aLow, bLow) + Math.imul(aLow, b[i + 1] ?? 0) + Math.imul(a[i + 1] ?? 0, bLow)
        product[i] = Math.imul(aLow, bLow)
      }
      return product
    },
    addConstant(a, constant, sum = newWords(a.length)) {
      const [low, high] = [Number(BigInt.asIntN(32, constant)), Number(BigInt.asIntN(32, constant >> 32n))]
      for (let i = 0; i < sum.length; i += 2) {
        const own = ((a[i] ?? 0) + low) | 0
        sum[i] = own
        sum[i + 1] = (a[i + 1] ?? 0) + high + below(own, low)
      }
      return sum
    },
    shiftRight(a, by, shifted = newWords(a.length)) {
      for (let i = 0; i < shifted.length; i += 2) {
        shifted[i] = wordAt(a, i, by)
        shifted[i + 1] = by < 32 ? (a[i + 1] ?? 0) >>> by : 0
      }
      return shifted
    },
    digits(a, at, count, digits = new Uint8Array(a.length / 2)) {
      const mask = (1 << count) - 1
      for (let i = 0; i < digits.length; i++) digits[i] = wordAt(a, 2 * i, at) & mask
      return digits
    },
    plane(a, at) {
      const count = a.length / 2
      const plane = new Int32Array(planeWords(count))
      for (let i = 0; i < count; i++) plane[i >> 5] = (plane[i >> 5] ?? 0) | ((wordAt(a, 2 * i, at) & 1) << i)
      return plane
    },
    uniform: (words) => words,
  }
}

/** The carry of a sum, the borrow of a difference: 1 if a < b as unsigned words. */
const below = (a: number, b: number): number => (a >>> 0 < b >>> 0 ? 1 : 0)

/** The 32 bits from bit `at` on of the element that begins at word i; zeros beyond its end. */
function wordAt(a: Words, i: number, at: number): number {
  const [low, high] = [a[i] ?? 0, a[i + 1] ?? 0]
  if (at === 0) return low
  return at < 32 ? (low >>> at) | (high << (32 - at)) : high >>> (at - 32)
}

/** The upper word of the product of two unsigned words, by halves: every partial sum stays below 2³³ · 2¹⁶. */
function upperProduct(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff]
  const middle = aHigh * bLow + Math.floor((aLow * bLow) / 0x10000)
  const crossed = aLow * bHigh + (middle % 0x10000)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(crossed / 0x10000)) | 0
}
