import { factorsOf, momentBits, parameterCount, type RegressionDesign } from "../design.ts"
import { type Field, fieldOf } from "../field/field.ts"
import { primeAbove } from "../field/primes.ts"
import { ridgeOf } from "../solve/ridge.ts"

/*
 * The public numbers of the dithered solve, all from the design alone. Bits are base-2 logarithms.
 * In the encoded units of the design: A = XᵀWX, b = XᵀWy, B the bound of a column's integers, N that of the rows.
 */

/** s: bits of each opened value against its row's scale. 34 bits are ten decimal digits, what a table prints. */
export const PRINTED_BITS = 34
/** T: octaves among which the factor ρ is drawn; the opened ρ · det A tells two data sets apart by Δlog₂ det / T. */
export const OCTAVES = 1024
/** G: how far det A may stay below its bound before precision can run out. */
const CONDITION_BITS = 256
/** Γ: (A⁻¹)ⱼⱼ may exceed its least value, 1 / bound of Aⱼⱼ, by this much: variance inflation, and loose bounds. */
export const INFLATION_BITS = 64
/** ε hides the divisors of det A: it is uniform over so much more than det A can be. */
const DIVISOR_BITS = 64
/** A value's dither depends on the data by less than 2⁻⁴⁸ of its width. */
const HIDING_BITS = 48
/** The public multiplier c of an opening has at least so many bits, so that rounding it down hardly widens the dither. */
const MULTIPLIER_BITS = 16
/** A value that has wrapped around p lands among the possible ones with probability 2⁻⁵⁶. */
const SLACK_BITS = 56

export type SolveParameters = {
  readonly field: Field
  /** d */
  readonly size: number
  /** L: bits that det A cannot exceed, by Hadamard's bound. */
  readonly determinantBits: number
  /** κ: bits of the smallest ρ. */
  readonly factorBits: number
  /** A party's part of ε is uniform over 2^this. */
  readonly divisorMaskBits: number
  /** E: a party's part of every dither is uniform over 2^this; multipliers bring values to its scale. */
  readonly ditherBits: number
  /** What ρ · det A + ε must reach, in bits. */
  readonly leastMagnitudeBits: number
  /** What it cannot reach, in bits. */
  readonly mostMagnitudeBits: number
  /** Whether an intercept is estimated, and with it the total about the mean. */
  readonly centredTotal: boolean
  /** Whether (A⁻¹)ⱼⱼ is opened; with a ridge it is not. */
  readonly withErrors: boolean
  /** Whether Σ w is opened: with an intercept and weights it is more than the number of rows. */
  readonly withWeight: boolean
}

/** @returns undefined where the design's bounds are too wide for the largest prime. */
export function solveParameters(design: RegressionDesign): SolveParameters | undefined {
  const factors = factorsOf(design)
  const size = parameterCount(design)
  const ridge = ridgeOf(design)
  const mostWeight = design.mostRows * (design.weight?.largest ?? 1)
  const determinantBits = Math.ceil(
    factors.slice(0, size).reduce((bits, { bound }, index) => {
      const diagonal = mostWeight * bound * bound * 2 ** momentBits(design) * Number(ridge.factor)
      return bits + Math.log2(diagonal + Number(ridge.penalties[index] ?? 0n))
    }, 0),
  )
  const factorBits = CONDITION_BITS + DIVISOR_BITS + HIDING_BITS + PRINTED_BITS + INFLATION_BITS
  const magnitudeBits = determinantBits + factorBits + OCTAVES + 1
  // A row's dither may be wider than 1 where the target's integers are much larger than the column's.
  const targetBound = factors[size]?.bound ?? 1
  const widest = Math.max(0, ...factors.slice(0, size).map(({ bound }) => Math.log2(targetBound / bound)))
  const ditherBits = magnitudeBits + MULTIPLIER_BITS + Math.ceil(widest)
  const prime = primeAbove(ditherBits + PRINTED_BITS + INFLATION_BITS + 2 + SLACK_BITS)
  if (prime === undefined) return undefined
  return {
    field: fieldOf(prime),
    size,
    determinantBits,
    factorBits,
    divisorMaskBits: determinantBits + DIVISOR_BITS,
    ditherBits,
    leastMagnitudeBits: determinantBits - CONDITION_BITS + factorBits,
    mostMagnitudeBits: magnitudeBits,
    centredTotal: design.intercept === "estimated",
    withErrors: design.ridgePenalty === 0,
    withWeight: design.intercept === "estimated" && design.weight !== null,
  }
}
