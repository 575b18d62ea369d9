import type { ProductShape } from "../kernels.ts"

const LIMB = 2 ** 32
const HALF = 2 ** 16
const HALF_MASK = HALF - 1
/** So many middle products, two at a time and each below 2³², add up to less than 2⁵³: exact in a number. */
const EXACT_TERMS = 2 ** 20

/**
 * The sums of one row of products by weight: low + 2¹⁶ middle + 2³² high. The first two are exact numbers without carry,
 * the last one is a word that wraps. All [columns].
 */
type Sums = { low: Float64Array; middle: Float64Array; high: Int32Array }

/** out = a · b mod 2⁶⁴ in plain loops over halves of words: a product of BigInts takes ten times as long. */
export function multiply64(
  out: Int32Array,
  a: Int32Array,
  b: Int32Array,
  { rows, inner, columns }: ProductShape,
): void {
  const sums = {
    low: new Float64Array(columns),
    middle: new Float64Array(columns),
    high: new Int32Array(columns),
  }
  for (let row = 0; row < rows; row++) {
    for (let index = 0; index < inner; index++) {
      const left = 2 * (row * inner + index)
      addProducts(sums, a[left] ?? 0, a[left + 1] ?? 0, b, 2 * index * columns)
      if (index % EXACT_TERMS === EXACT_TERMS - 1) carry(sums)
    }
    carry(sums)
    for (let column = 0; column < columns; column++) {
      out[2 * (row * columns + column)] = sums.low[column] ?? 0
      out[2 * (row * columns + column) + 1] = sums.high[column] ?? 0
    }
    for (const weight of [sums.low, sums.middle, sums.high]) weight.fill(0)
  }
}

/** One element of a, in two words, times a row of b, which begins at word `start`. */
function addProducts(
  { low, middle, high }: Sums,
  aLow: number,
  aHigh: number,
  b: Int32Array,
  start: number,
): void {
  const a0 = aLow & HALF_MASK
  const a1 = aLow >>> 16
  for (let column = 0, at = start; column < low.length; column++, at += 2) {
    const bLow = b[at] ?? 0
    const b0 = bLow & HALF_MASK
    const b1 = bLow >>> 16
    low[column] = (low[column] ?? 0) + a0 * b0
    middle[column] = (middle[column] ?? 0) + (a0 * b1 + a1 * b0)
    high[column] =
      (high[column] ?? 0) + Math.imul(a1, b1) + Math.imul(aLow, b[at + 1] ?? 0) + Math.imul(aHigh, bLow)
  }
}

/** What is beyond the low word goes up; the low word stays, nothing is left in the middle. */
function carry({ low, middle, high }: Sums): void {
  for (let column = 0; column < low.length; column++) {
    const [lowest, above] = [low[column] ?? 0, middle[column] ?? 0]
    const beyond = Math.floor((Math.floor(lowest / HALF) + above) / HALF)
    high[column] = (high[column] ?? 0) + (beyond % LIMB)
    low[column] = (lowest + (above % HALF) * HALF) % LIMB
    middle[column] = 0
  }
}
