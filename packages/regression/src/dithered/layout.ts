import { triangleLength } from "../statistics/triangle.ts"
import type { SolveParameters } from "./parameters.ts"

/** Where each dealt value stands among all of them; the order is part of the protocol. */
export type Layout = {
  /** Masks of the moments: triangle of (size + 1) × (size + 1), A, b and yᵀy together. */
  readonly masks: number
  /** Zeros, shared: they hide each party's own counts while their sum is opened. */
  readonly zeros: number
  /** R, uniform, size × size. */
  readonly randomiser: number
  /** R · U_A, size × size. */
  readonly randomisedMask: number
  /** Q = q · R with q = ρ / det R, size × size. */
  readonly scaledRandomiser: number
  /** Q · u_b, [size]. */
  readonly scaledMask: number
  /** q */
  readonly quotient: number
  /** ε */
  readonly divisorMask: number
  /** The square of the mask of b₀, for the total about the mean. */
  readonly maskSquare: number
  /** Dithers of β, [size]. */
  readonly coefficientDithers: number
  /** Dithers of the inverse's diagonal, [size]. */
  readonly inverseDithers: number
  /** Dithers of the residual and the total sum of squares. */
  readonly sumDithers: number
  /** How many values are dealt. */
  readonly count: number
}

/** Rows, absorbed intercepts, and the sum of weights. */
export const COUNTS = 3

export function layoutOf({ size }: SolveParameters): Layout {
  let next = 0
  const place = (count: number) => {
    const at = next
    next += count
    return at
  }
  const square = size * size
  return {
    masks: place(triangleLength(size + 1)),
    zeros: place(COUNTS),
    randomiser: place(square),
    randomisedMask: place(square),
    scaledRandomiser: place(square),
    scaledMask: place(size),
    quotient: place(1),
    divisorMask: place(1),
    maskSquare: place(1),
    coefficientDithers: place(size),
    inverseDithers: place(size),
    sumDithers: place(2),
    count: next,
  }
}
