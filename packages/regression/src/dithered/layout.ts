import { triangleLength } from "../statistics/triangle.ts"
import type { SolveParameters } from "./parameters.ts"

/**
 * Where each dealt value stands among all of them; the order is part of the protocol. A matrix that serves the solve has
 * one row more than it needs, a scalar one sibling: they serve the check of the dealer, and hide what it opens.
 */
export type Layout = {
  /** Masks of the moments: triangle of (size + 1) × (size + 1), A, b and yᵀy together. */
  readonly masks: number
  /** Zeros, shared: they hide each party's own counts while their sum is opened. */
  readonly zeros: number
  /** Mask of ε. The parties' noise is input as their moments are, behind masks of its own, from here on. */
  readonly divisorMask: number
  /** Masks of the dithers of β, [size]. */
  readonly coefficientDithers: number
  /** Masks of the dithers of the inverse's diagonal, [size]; none with a ridge. */
  readonly inverseDithers: number
  /** Masks of the dithers of the residual and the total sum of squares. */
  readonly sumDithers: number
  /** R, uniform, (size + 1) × size. */
  readonly randomiser: number
  /** R · U_A, (size + 1) × size. */
  readonly randomisedMask: number
  /** Q = q · R with q = ρ / det R, (size + 1) × size. */
  readonly scaledRandomiser: number
  /** Q · u_b, [size + 1]. */
  readonly scaledMask: number
  /** q, and a uniform sibling. */
  readonly quotient: number
  /** u_b times each of the two, 2 × size. */
  readonly scaledRight: number
  /** The mask of b₀ times itself, for the total about the mean; and times its uniform sibling. */
  readonly maskSquare: number
  /** That sibling. */
  readonly squareSibling: number
  /** How many values are dealt. */
  readonly count: number
}

/** Rows, absorbed intercepts, and the sum of weights. */
export const COUNTS = 3

/** How many numbers of noise a party puts in: ε and a dither for whatever is opened rounded. */
export const noiseCount = ({ size, withErrors }: Pick<SolveParameters, "size" | "withErrors">): number =>
  1 + size + (withErrors ? size : 0) + 2

export function layoutOf(parameters: SolveParameters): Layout {
  const { size, withErrors } = parameters
  let next = 0
  const place = (count: number) => {
    const at = next
    next += count
    return at
  }
  const rows = (size + 1) * size
  return {
    masks: place(triangleLength(size + 1)),
    zeros: place(COUNTS),
    divisorMask: place(1),
    coefficientDithers: place(size),
    inverseDithers: place(withErrors ? size : 0),
    sumDithers: place(2),
    randomiser: place(rows),
    randomisedMask: place(rows),
    scaledRandomiser: place(rows),
    scaledMask: place(size + 1),
    quotient: place(2),
    scaledRight: place(2 * size),
    maskSquare: place(2),
    squareSibling: place(1),
    count: next,
  }
}
