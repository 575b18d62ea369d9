import type { Factor } from "../design.ts"
import type { CellRefusal, Encoder } from "../encoding/encode.ts"
import { BLOCK_ROWS, type Piece, type SumPlan } from "./pieces.ts"

type PlacedPiece = readonly [index: number, piece: Piece]

/** Where the integers of one factor, or the weights, come from. */
export type IntegerSource = {
  readonly cells: ArrayLike<number>
  readonly encode: Encoder
  /** Why `encode` stopped at a cell. */
  readonly refuse: (cell: number | undefined, row: number) => CellRefusal
}

/** Adding and subtracting 1.5 · 2^(52 + k) rounds to multiples of 2^k. */
const ROUNDER = 1.5 * 2 ** 52

/** Turns stretches of an owner's cells into the block of pieces that `ExactSums` adds. */
export class BlockReader {
  /** [pieces · BLOCK_ROWS] */
  readonly block: Float64Array
  readonly #factors: readonly {
    readonly source: IntegerSource | undefined
    readonly plain: readonly PlacedPiece[]
    readonly weighted: readonly PlacedPiece[]
  }[]
  readonly #weights: IntegerSource | undefined
  /** [BLOCK_ROWS] */
  readonly #integers: Float64Array
  /** [BLOCK_ROWS] */
  readonly #rowWeights: Float64Array

  /**
   * @param sources [factors]; undefined for the constant 1
   * @param weights where the design has them
   */
  constructor(
    factors: readonly Factor[],
    sources: readonly (IntegerSource | undefined)[],
    weights: IntegerSource | undefined,
    plan: SumPlan,
  ) {
    this.block = new Float64Array(plan.pieces.length * BLOCK_ROWS)
    this.#integers = new Float64Array(BLOCK_ROWS)
    this.#rowWeights = new Float64Array(BLOCK_ROWS)
    this.#weights = weights
    const placed = [...plan.pieces.entries()]
    this.#factors = factors.map((_, factor) => ({
      source: sources[factor],
      plain: placed.filter(([, piece]) => piece.factor === factor && !piece.weighted),
      weighted: placed.filter(([, piece]) => piece.factor === factor && piece.weighted),
    }))
  }

  /**
   * @param first index of the first row
   * @param count rows, ≤ BLOCK_ROWS; the rest of the block is zeros
   * @returns the first cell that cannot be encoded, if one; the block then holds nothing of use.
   */
  read(first: number, count: number): CellRefusal | undefined {
    const integers = this.#integers
    const weights = this.#rowWeights
    const refused = this.#weights && readCells(this.#weights, first, count, weights)
    if (refused) return refused
    for (const { source, plain, weighted } of this.#factors) {
      integers.fill(1, 0, count).fill(0, count)
      const refusal = source && readCells(source, first, count, integers)
      if (refusal) return refusal
      for (const piece of plain) this.#place(piece)
      if (weighted.length === 0) continue
      for (let row = 0; row < count; row++) integers[row] = (integers[row] ?? 0) * (weights[row] ?? 0)
      for (const piece of weighted) this.#place(piece)
    }
    return undefined
  }

  #place([index, { shift, width }]: PlacedPiece): void {
    const piece = this.block.subarray(index * BLOCK_ROWS, (index + 1) * BLOCK_ROWS)
    if (shift > 0) roundInto(piece, this.#integers, shift)
    else piece.set(this.#integers)
    if (width !== Number.POSITIVE_INFINITY) cutOff(piece, this.#integers, shift + width)
    if (shift > 0) scale(piece, 2 ** -shift)
  }
}

/** piece = the integers, rounded to multiples of 2^bits. */
function roundInto(piece: Float64Array, integers: Float64Array, bits: number): void {
  const rounder = ROUNDER * 2 ** bits
  for (let row = 0; row < piece.length; row++) piece[row] = (integers[row] ?? 0) + rounder - rounder
}

/** piece −= the integers, rounded to multiples of 2^bits: what is left lies below that cut. */
function cutOff(piece: Float64Array, integers: Float64Array, bits: number): void {
  const rounder = ROUNDER * 2 ** bits
  for (let row = 0; row < piece.length; row++)
    piece[row] = (piece[row] ?? 0) - ((integers[row] ?? 0) + rounder - rounder)
}

function scale(piece: Float64Array, factor: number): void {
  for (let row = 0; row < piece.length; row++) piece[row] = (piece[row] ?? 0) * factor
}

function readCells(
  { cells, encode, refuse }: IntegerSource,
  first: number,
  count: number,
  target: Float64Array,
): CellRefusal | undefined {
  const encoded = encode(cells, first, count, target)
  return encoded < count ? refuse(cells[first + encoded], first + encoded) : undefined
}
