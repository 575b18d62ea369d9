/*
 * Exact sums of products at the speed of float64. A product of two integers is exact below 2⁵³, and so is a sum of
 * a few of them; larger integers are cut into pieces first: one factor into pieces of 32 bits, the other into
 * pieces of 16, so that 32 products of 48 bits still add exactly. What is cut once serves every pair.
 * @see Dekker 1971, "A floating-point technique for extending the available precision", section 5 (splitting)
 */

/** A part of a factor's integers: integer = Σ piece · 2^shift. */
export type Piece = {
  /** Index of the factor that it is cut from. */
  readonly factor: number
  /** Weighted pieces are cut from weight · integer. */
  readonly weighted: boolean
  readonly shift: number
  /** Bits up to the next piece; Infinity for the highest. */
  readonly width: number
}

/** One sum of products of a left and a right piece, part of the moment at `entry`. */
export type ProductSum = {
  readonly left: number
  readonly right: number
  readonly entry: number
  readonly shift: number
}

export type SumPlan = {
  readonly pieces: readonly Piece[]
  readonly sums: readonly ProductSum[]
  /** Rows whose products still add exactly in one float64; divides BLOCK_ROWS. */
  readonly exactRows: number
  readonly entries: number
}

/** Rows that are read and multiplied at a time: what stays in a processor's nearest memory. */
export const BLOCK_ROWS = 128
const EXACT = 2 ** 53
const PRODUCT_LIMIT = 2 ** 48
const LEFT_BITS = 32
const RIGHT_BITS = 16

/**
 * @param bounds [factors] largest magnitudes of the integers
 * @param largestWeight 1 for rows that weigh alike
 * @returns the plan for the upper triangle of the moments, row by row: (0,0), (0,1), … (1,1), …
 */
export function planSums(bounds: readonly number[], largestWeight: number): SumPlan {
  const weighted = largestWeight > 1
  const pieces: Piece[] = []
  const sums: ProductSum[] = []
  let largest = 1
  let entry = 0
  for (const [row, rowBound] of bounds.entries())
    for (const [column, columnBound] of bounds.entries()) {
      if (column < row) continue
      const leftBound = rowBound * largestWeight
      const fits = leftBound * columnBound <= PRODUCT_LIMIT
      const lefts = cut(pieces, row, weighted, leftBound, fits ? Number.POSITIVE_INFINITY : LEFT_BITS)
      const rights = cut(pieces, column, false, columnBound, fits ? Number.POSITIVE_INFINITY : RIGHT_BITS)
      largest = Math.max(largest, fits ? leftBound * columnBound : PRODUCT_LIMIT)
      for (const left of lefts)
        for (const right of rights)
          sums.push({ left, right, entry, shift: shiftOf(pieces, left) + shiftOf(pieces, right) })
      entry += 1
    }
  // A power of two from 32, which PRODUCT_LIMIT leaves, up to the block.
  const exactRows = Math.min(BLOCK_ROWS, 2 ** Math.floor(Math.log2(EXACT / largest)))
  return { pieces, sums, exactRows, entries: entry }
}

const shiftOf = (pieces: readonly Piece[], index: number): number => pieces[index]?.shift ?? 0

/** Indices of the pieces of `width` bits that a factor is cut into; known ones are used again. */
function cut(pieces: Piece[], factor: number, weighted: boolean, bound: number, width: number): number[] {
  const count = bound <= 2 ** width ? 1 : Math.ceil(Math.log2(bound) / width)
  return Array.from({ length: count }, (_, place) => {
    const piece: Piece = {
      factor,
      weighted,
      shift: place === 0 ? 0 : place * width,
      width: place === count - 1 ? Number.POSITIVE_INFINITY : width,
    }
    const known = pieces.findIndex(
      (one) =>
        one.factor === factor &&
        one.weighted === weighted &&
        one.shift === piece.shift &&
        one.width === piece.width,
    )
    if (known >= 0) return known
    pieces.push(piece)
    return pieces.length - 1
  })
}
