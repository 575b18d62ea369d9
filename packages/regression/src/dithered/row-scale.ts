import { factorsOf, momentBits, type RegressionDesign } from "../design.ts"
import { bitLength } from "../solve/nearest-float.ts"
import { PRINTED_BITS, type SolveParameters } from "./parameters.ts"

/** What is opened of the rows themselves: how many there are, and what they weigh. */
export type Counts = {
  readonly rows: bigint
  readonly absorbed: bigint
  /** Σ w: opened with weights and an intercept, else its bound; the rows where nothing is weighted. */
  readonly weight: bigint
}

/**
 * How finely each value is opened: its dither is uniform over 2⁻³⁴ of its row's scale. The scale is public, from the
 * declared bounds and the number of rows: in encoded units B_y / (√n · Bⱼ) for βⱼ, which a standard error does not
 * fall far below; 1 / (Σw · Bⱼ²) for (A⁻¹)ⱼⱼ, its least value; and B_y² · Σw / n for sums of squares.
 */
export type RowScale = {
  /** [size] the dither of βⱼ is 2^−this wide. */
  readonly coefficientBits: readonly number[]
  /** [size] that of (A⁻¹)ⱼⱼ. */
  readonly inverseBits: readonly number[]
  /** Fractional bits with which the coefficients are published. */
  readonly publishedBits: number
  /** 2^s · n / (B_y² · Σw · 2^momentBits): dithers of sums of squares, per unit of them. */
  readonly perSum: { readonly numerator: bigint; readonly denominator: bigint }
}

/** Bits beyond the dither with which coefficients are published, so that rounding them adds nothing. */
const GUARD_BITS = 8

export function rowScale(design: RegressionDesign, { size }: SolveParameters, counts: Counts): RowScale {
  const factors = factorsOf(design)
  const targetBound = factors[size]?.bound ?? 1
  const columns = factors.slice(0, size)
  const rowBits = Math.log2(Number(counts.rows)) / 2
  const coefficientBits = columns.map(
    ({ bound }) => PRINTED_BITS + Math.ceil(rowBits + Math.log2(bound / targetBound)),
  )
  const inverseBits = columns.map(
    ({ bound }) => PRINTED_BITS + bitLength(counts.weight * BigInt(bound) ** 2n) + momentBits(design),
  )
  return {
    coefficientBits,
    inverseBits,
    publishedBits: Math.max(0, ...coefficientBits) + GUARD_BITS,
    perSum: {
      numerator: counts.rows << BigInt(PRINTED_BITS),
      denominator: (BigInt(targetBound) ** 2n * counts.weight) << BigInt(momentBits(design)),
    },
  }
}
