import { integersFromLanes128, lanes128FromIntegers } from "@tutti/ring"

/*
 * Exact sums in Z/2¹²⁸ for statistics and regression: counts, sums and sums of squares of numbers in fixed point.
 * The sum is the very integer that the pooled rows would give.
 */

/** Fractional bits of a column's values: they are rounded to multiples of 2⁻³². */
export const EXACT_FRACTION_BITS = 32

export type ExactEncoded =
  | { ok: true; lanes: Uint32Array<ArrayBuffer> }
  | { ok: false; code: "E_NOT_FINITE" | "E_SA_CAPACITY"; lane: number }

/** 2¹²⁷ divided by the most owners of one sum: what one owner's integer must stay below. */
const capacity = (owners: number): bigint => (1n << 127n) / BigInt(owners)

/** @param owners the most owners whose vectors one sum may hold */
export function encodeIntegers(values: readonly bigint[], owners: number): ExactEncoded {
  const limit = capacity(owners)
  const tooLarge = values.findIndex((value) => value >= limit || value <= -limit)
  return tooLarge < 0
    ? { ok: true, lanes: lanes128FromIntegers(values) }
    : { ok: false, code: "E_SA_CAPACITY", lane: tooLarge }
}

/** The exact sums behind opened lanes. */
export const decodeIntegers = (sum: Uint32Array): bigint[] => integersFromLanes128(sum)

/** round(value · 2^fractionBits), exactly; undefined when the value is not a finite number. */
export function toFixedPoint(value: number, fractionBits: number): bigint | undefined {
  if (!Number.isFinite(value)) return undefined
  const whole = Math.trunc(value)
  const fraction = Math.round((value - whole) * 2 ** fractionBits)
  return (BigInt(whole) << BigInt(fractionBits)) + BigInt(fraction)
}

/** The float64 nearest to an integer over 2^fractionBits; values of up to 2⁵³ keep every digit of a float64. */
export function fromFixedPoint(value: bigint, fractionBits: number): number {
  const divisor = 1n << BigInt(fractionBits)
  const whole = value / divisor
  return Number(whole) + Number(value - whole * divisor) / 2 ** fractionBits
}
