import type { ProductShape } from "../kernels.ts"

const LIMB = 2 ** 32
const HALF_LIMB = 2 ** 16
/** So many low products, each below 2³², add up to less than 2⁵³: exact in a number. */
const EXACT_TERMS = 2 ** 21

/** out = a · b mod 2⁶⁴ in plain loops over 32-bit limbs: a product of BigInts takes ten times as long. */
export function multiply64(
  out: Int32Array,
  a: Int32Array,
  b: Int32Array,
  { rows, inner, columns }: ProductShape,
): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let [low, high] = [0, 0]
      for (let index = 0; index < inner; index++) {
        const [left, right] = [2 * (row * inner + index), 2 * (index * columns + column)]
        const [aLow, bLow] = [(a[left] ?? 0) >>> 0, (b[right] ?? 0) >>> 0]
        low += Math.imul(aLow, bLow) >>> 0
        high +=
          highProduct(aLow, bLow) + Math.imul(aLow, b[right + 1] ?? 0) + Math.imul(a[left + 1] ?? 0, bLow)
        high |= 0
        if (index % EXACT_TERMS === EXACT_TERMS - 1) {
          high = (high + Math.floor(low / LIMB)) | 0
          low = low % LIMB
        }
      }
      out[2 * (row * columns + column)] = low
      out[2 * (row * columns + column) + 1] = high + Math.floor(low / LIMB)
    }
}

/** The upper 32 bits of a product of two unsigned words; every intermediate stays below 2⁴⁹. */
function highProduct(a: number, b: number): number {
  const lower = (a % HALF_LIMB) * b
  const upper = Math.floor(a / HALF_LIMB) * b
  return Math.floor((upper + Math.floor(lower / HALF_LIMB)) / HALF_LIMB)
}
