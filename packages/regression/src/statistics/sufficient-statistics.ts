import { type Factor, factorsOf, momentBits, type RegressionDesign } from "../design.ts"
import type { RegressionColumn } from "../encoding/column.ts"
import { type CellRefusal, cellRefusal, encoderOf } from "../encoding/encode.ts"
import { BlockReader, type IntegerSource } from "./block-reader.ts"
import { centredMoments } from "./centre.ts"
import { ExactSums } from "./exact-sums.ts"
import { BLOCK_ROWS, planSums } from "./pieces.ts"

/**
 * Everything that a regression needs to know of rows: exact, and additive over owners.
 * @see Bloom 2019, "Secure multi-party linear regression at plaintext speed", section 2 (compress, combine)
 */
export type SufficientStatistics = {
  readonly rows: bigint
  /** Intercepts that centring has absorbed: 1 per owner with fixed effects, else 0. */
  readonly absorbed: bigint
  /** Upper triangle, row by row, of [1 X y]ᵀW[1 X y] in integers, times 2^momentBits where rows were centred. */
  readonly moments: readonly bigint[]
}

/** An owner's complete rows, column by column in the design's order. */
export type RegressionRows = {
  /** [features][rows] */
  readonly features: readonly ArrayLike<number>[]
  /** [rows] */
  readonly target: ArrayLike<number>
  /** [rows] whole numbers ≥ 1; where the design has weights, and only there */
  readonly weights?: ArrayLike<number>
}

export type Summed =
  | { readonly ok: true; readonly statistics: SufficientStatistics }
  | ({ readonly ok: false } & CellRefusal)

/**
 * Encode, check and sum an owner's rows.
 * @param design without problems (`designProblems`)
 * @returns the exact sums, or the first cell that the declaration does not allow.
 * @throws {RangeError} for columns of unequal length, or not as many as the design has.
 */
export function sufficientStatistics(design: RegressionDesign, rows: RegressionRows): Summed {
  const count = rows.target.length
  const columns = [...rows.features, rows.target]
  const weights = weightSource(design, rows.weights)
  if (columns.length !== design.features.length + 1 || (design.weight === null) !== (weights === undefined))
    throw new RangeError("the rows do not have the design's columns")
  if ([...columns, ...(weights ? [weights.cells] : [])].some((cells) => cells.length !== count))
    throw new RangeError("columns of unequal length")
  // An intercept for every owner is summed like one for all, to centre with, and eliminated at the end.
  const factors = factorsOf(design.intercept === "by-owner" ? { ...design, intercept: "estimated" } : design)
  const cells = design.intercept === "none" ? columns : [undefined, ...columns]
  const sources = factors.map((factor, index) => sourceOf(factor, cells[index]))
  const bounds = factors.map(({ bound }) => bound)
  const plan = planSums(bounds, design.weight?.largest ?? 1)
  const sums = new ExactSums(plan)
  const reader = new BlockReader(factors, sources, weights, plan)
  for (let first = 0; first < count; first += BLOCK_ROWS) {
    const refusal = reader.read(first, Math.min(BLOCK_ROWS, count - first))
    if (refusal) return { ok: false, ...refusal }
    sums.add(reader.block)
  }
  const moments = sums.totals()
  const kept =
    design.intercept === "by-owner" ? centredMoments(moments, factors.length, momentBits(design)) : moments
  const absorbed = design.intercept === "by-owner" && count > 0 ? 1n : 0n
  return { ok: true, statistics: { rows: BigInt(count), absorbed, moments: kept } }
}

const sourceOf = ({ column }: Factor, cells: ArrayLike<number> | undefined): IntegerSource | undefined =>
  column && cells
    ? { cells, encode: encoderOf(column), refuse: (cell, row) => cellRefusal(column, cell, row) }
    : undefined

/** Weights are a column of whole numbers; a weight of 0 would count a row that says nothing. */
function weightSource(
  design: RegressionDesign,
  cells: ArrayLike<number> | undefined,
): IntegerSource | undefined {
  if (!design.weight || !cells) return undefined
  const { name, largest } = design.weight
  const column: RegressionColumn = { name, encoding: { kind: "decimal", digits: 0 }, bound: largest }
  const encode = encoderOf(column)
  return {
    cells,
    refuse: (cell, row) =>
      cell !== undefined && cell < 1
        ? { code: "E_RG_RANGE", column: name, row }
        : cellRefusal(column, cell, row),
    encode: (from, first, count, target) => {
      const encoded = encode(from, first, count, target)
      const notPositive = target.subarray(0, encoded).findIndex((weight) => weight < 1)
      return notPositive >= 0 ? notPositive : encoded
    },
  }
}

/** The statistics of all rows together: the sums of the owners' sums. */
export function combineStatistics(parts: readonly SufficientStatistics[]): SufficientStatistics {
  const [first, ...others] = parts
  if (first === undefined) throw new RangeError("no statistics to combine")
  return others.reduce(
    (sum, part) => ({
      rows: sum.rows + part.rows,
      absorbed: sum.absorbed + part.absorbed,
      moments: sum.moments.map((moment, entry) => moment + (part.moments[entry] ?? 0n)),
    }),
    first,
  )
}
