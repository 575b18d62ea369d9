import type { RefusalCode, RegressionColumn, RegressionDesign } from "@tutti/protocol"
import { integerBound, isPossibleColumn } from "./encoding/column.ts"

export type { RegressionDesign }

/** A refusal of the regression, and the column that it concerns, if one. */
export type DesignRefusal = { readonly code: RefusalCode; readonly column?: string }

export const INTERCEPT = "intercept"
const MOST_FEATURES = 100
const MOST_ROWS = 2 ** 30
const MOST_WEIGHT = 2 ** 16
/** A sum of products must stay clear of ±2¹²⁷, the lanes that carry it. */
const LANE_LIMIT = 2 ** 126
/** A weighted integer must be exact in float64, with room to be cut into pieces. */
const LARGEST_WEIGHTED = 2 ** 50
/** Within-owner sums are no integers: they are rounded to 2⁻³² of a unit squared. */
const CENTRED_BITS = 32

/** One factor of the sums: the constant 1, a feature or the target, and the largest magnitude of its integers. */
export type Factor = {
  readonly name: string
  readonly bound: number
  readonly column: RegressionColumn | null
}

/** The columns of [1 X y] in order; the 1 only where an intercept is estimated. */
export function factorsOf(design: RegressionDesign): Factor[] {
  const columns = [...design.features, design.target].map((column) => ({
    name: column.name,
    bound: integerBound(column),
    column,
  }))
  return design.intercept === "estimated"
    ? [{ name: INTERCEPT, bound: 1, column: null }, ...columns]
    : columns
}

/** d: coefficients to solve for. */
export const parameterCount = (design: RegressionDesign): number =>
  design.features.length + (design.intercept === "estimated" ? 1 : 0)

/** Fractional bits of the moments: 0 where they are integers in units of the columns. */
export const momentBits = (design: RegressionDesign): number =>
  design.intercept === "by-owner" ? CENTRED_BITS : 0

/**
 * What must be left of a column beyond the others for it to have a coefficient, in the moments' unit. Exact sums leave
 * 0 of a dependent column; rounded ones leave the rounding, which 2⁻¹⁶ of a unit squared is far above.
 */
export const leastVariation = (design: RegressionDesign): bigint =>
  design.intercept === "by-owner" && design.ridgePenalty === 0 ? 1n << BigInt(CENTRED_BITS / 2) : 0n

/** The largest value that one sum of products over all rows can take, in the unit in which it is summed. */
export const momentBound = (design: RegressionDesign, one: Factor, other: Factor): number =>
  design.mostRows * (design.weight?.largest ?? 1) * one.bound * other.bound * 2 ** momentBits(design)

/** Everything that is wrong with a design before any row is read. */
export function designProblems(design: RegressionDesign): DesignRefusal[] {
  const columns = [...design.features, design.target]
  const impossible = columns.filter((column) => !isPossibleColumn(column))
  if (impossible.length > 0) return impossible.map(({ name }) => ({ code: "E_RG_COLUMN", column: name }))
  const names = [
    INTERCEPT,
    ...columns.map(({ name }) => name),
    ...(design.weight ? [design.weight.name] : []),
  ]
  const twice = columns.filter(({ name }) => names.indexOf(name) !== names.lastIndexOf(name))
  const problems: DesignRefusal[] = twice.map(({ name }) => ({ code: "E_RG_COLUMN", column: name }))
  if (!isSound(design)) problems.push({ code: "E_RG_DESIGN" })
  for (const factor of factorsOf(design)) {
    const weighted = factor.bound * (design.weight?.largest ?? 1)
    if (momentBound(design, factor, factor) >= LANE_LIMIT || weighted > LARGEST_WEIGHTED)
      problems.push({ code: "E_RG_CAPACITY", column: factor.name })
  }
  return problems
}

function isSound(design: RegressionDesign): boolean {
  const { features, mostRows, weight, ridgePenalty } = design
  return (
    features.length >= 1 &&
    features.length <= MOST_FEATURES &&
    Number.isInteger(mostRows) &&
    mostRows > parameterCount(design) &&
    mostRows <= MOST_ROWS &&
    (weight === null ||
      (Number.isInteger(weight.largest) && weight.largest >= 1 && weight.largest <= MOST_WEIGHT)) &&
    ridgePenalty >= 0 &&
    ridgePenalty <= Number.MAX_SAFE_INTEGER / 10 ** 6 &&
    Math.round(ridgePenalty * 10 ** 6) / 10 ** 6 === ridgePenalty
  )
}
