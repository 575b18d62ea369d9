import type { RegressionOpening } from "@tutti/protocol"
import { factorsOf, parameterCount, type RegressionDesign } from "../design.ts"
import { noiseCount } from "../dithered/layout.ts"
import { PRINTED_BITS } from "../dithered/parameters.ts"
import { triangleLength } from "../statistics/triangle.ts"

/** One kind of value that a run opens, and to whom it says what. The list is the same before and after the run. */
export type OpenedValue = {
  readonly name: string
  /** How many numbers. */
  readonly count: number
  /**
   * `exact`: the number itself. `rounded`: with a dither of 2⁻³⁴ of its scale. `magnitude`: a random multiple, which
   * says within a thousand octaves how large a determinant is. `masked`: uniform, and says nothing.
   */
  readonly as: "exact" | "rounded" | "magnitude" | "masked"
  /** Significant bits, for what is rounded. */
  readonly bits: number | null
}

/** Everything that a run opens, in the order in which it does: what consent screens list and transcripts must equal. */
export function openedValues(design: RegressionDesign, opening: RegressionOpening): OpenedValue[] {
  const size = parameterCount(design)
  const withErrors = design.ridgePenalty === 0
  const exact = (name: string, count: number): OpenedValue => ({ name, count, as: "exact", bits: null })
  const counts = [
    exact("rows", 1),
    ...(design.intercept === "by-owner" ? [exact("owners", 1)] : []),
    ...(design.weight && design.intercept === "estimated" ? [exact("sum of weights", 1)] : []),
  ]
  const moments = triangleLength(factorsOf(design).length)
  if (opening === "aggregate") return [...counts, exact("sums of products", moments)]
  const rounded = (name: string, count: number): OpenedValue => ({
    name,
    count,
    as: "rounded",
    bits: PRINTED_BITS,
  })
  const hidden = (name: string, count: number): OpenedValue => ({ name, count, as: "masked", bits: null })
  return [
    ...counts,
    hidden("masked sums of products", moments),
    hidden("masked noise", noiseCount({ size, withErrors })),
    hidden("randomised matrix", size * size),
    hidden("check of the dealer", size + 3),
    { name: "magnitude sample", count: 1, as: "magnitude", bits: null },
    rounded("coefficients", size),
    ...(withErrors ? [rounded("variance factors", size)] : []),
    rounded("residual sum of squares", 1),
    rounded("total sum of squares", 1),
  ]
}
