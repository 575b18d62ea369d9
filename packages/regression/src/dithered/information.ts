import { factorsOf, momentBits, momentBound, parameterCount, type RegressionDesign } from "../design.ts"
import { PRINTED_BITS } from "./parameters.ts"

/** Bits by which what stays hidden must exceed what is opened. */
const MARGIN_BITS = 80

/** What a table says, against what it is computed from. */
export type Information = {
  /** Bits that the opened table holds at most: a bound from the design alone. */
  readonly openedBits: number
  /** Bits that it takes to write the pooled moments down. */
  readonly hiddenBits: number
  /**
   * Any correct table of this precision may determine the pooled sums, whatever the protocol: few and coarse columns
   * leave few possible sums, and lattice reduction finds the ones that fit. To be said before anything is opened.
   */
  readonly determined: boolean
}

/**
 * Count before opening. Opened: for each coefficient its estimate and its error to s bits and the bits of √n by which
 * an estimate may exceed its error's scale, and two sums of squares. Hidden: the moments within their public bounds,
 * which the declarations make too many where they are wider or finer than the cells; hence the margin.
 * @see Lenstra, Lenstra & Lovász 1982 (simultaneous approximation, which is the attack)
 */
export function informationOf(design: RegressionDesign): Information {
  const size = parameterCount(design)
  const rowBits = Math.log2(design.mostRows)
  const perTerm = design.ridgePenalty > 0 ? PRINTED_BITS : 2 * PRINTED_BITS
  const openedBits = Math.ceil(size * (perTerm + rowBits / 2) + 2 * (PRINTED_BITS + rowBits))
  const factors = factorsOf(design)
  let hiddenBits = 0
  for (const [row, one] of factors.entries())
    for (const other of factors.slice(row))
      hiddenBits += Math.log2(momentBound(design, one, other)) - momentBits(design)
  // The rows' number is opened; where nothing is weighted it is the first moment.
  if (design.intercept === "estimated")
    hiddenBits -= Math.log2(design.mostRows * (design.weight?.largest ?? 1))
  return {
    openedBits,
    hiddenBits: Math.floor(hiddenBits),
    determined: hiddenBits < openedBits + MARGIN_BITS,
  }
}
