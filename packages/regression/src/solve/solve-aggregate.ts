import {
  type Factor,
  factorsOf,
  INTERCEPT,
  leastVariation,
  momentBits,
  parameterCount,
  type RegressionDesign,
} from "../design.ts"
import { type Ratio, unitsPerOne } from "../encoding/column.ts"
import type { SufficientStatistics } from "../statistics/sufficient-statistics.ts"
import { symmetricEntry } from "../statistics/triangle.ts"
import { type ExactSolution, eliminate } from "./eliminate.ts"
import type { Solved, SolveRefusal } from "./estimates.ts"
import { nearestFloat } from "./nearest-float.ts"
import { ridgeOf } from "./ridge.ts"

/**
 * Solve from the opened sums, in exact rational arithmetic: however ill-conditioned the columns, each figure is the
 * float64 nearest to the true one.
 * @param design without problems
 * @param statistics of all owners together
 */
export function solveAggregate(design: RegressionDesign, statistics: SufficientStatistics): Solved {
  const { moments, rows, absorbed } = statistics
  const size = parameterCount(design)
  const tooFew = tooFewRows(design, rows, absorbed)
  if (tooFew) return { ok: false, ...tooFew }
  const at = (row: number, column: number) => symmetricEntry(moments, size + 1, row, column)
  const indices = [...Array(size).keys()]
  const right = indices.map((row) => at(row, size))
  const ridge = ridgeOf(design)
  const matrix = indices.flatMap((row) =>
    indices
      .slice(row)
      .map((column) => ridge.factor * at(row, column) + (row === column ? (ridge.penalties[row] ?? 0n) : 0n)),
  )
  const eliminated = eliminate(
    { size, matrix, right: right.map((entry) => ridge.factor * entry) },
    leastVariation(design),
  )
  if (eliminated.kind === "indefinite") return { ok: false, code: "E_RG_MOMENTS" }
  if (eliminated.kind === "dependent")
    return { ok: false, ...dependence(design, eliminated.column, eliminated.from) }
  const { determinant, numerators, inverseDiagonal } = eliminated.solution
  const sums = squareSums(eliminated.solution, right, at(size, size), ridge)
  const total =
    design.intercept === "estimated"
      ? centredTotal(at(0, 0), at(0, size), at(size, size))
      : { numerator: at(size, size), denominator: 1n }
  if (total.numerator === 0n) return { ok: false, code: "E_RG_CONSTANT", column: design.target.name }
  if (sums.numerator < 0n || total.numerator < 0n) return { ok: false, code: "E_RG_MOMENTS" }
  const scales = factorsOf(design).map(scaleOf)
  const targetScale = unitsPerOne(design.target.encoding)
  const moment = 1n << BigInt(momentBits(design))
  // From integers squared to the target's own unit squared.
  const inTargetUnits = ({ numerator, denominator }: Ratio) =>
    nearestFloat(
      numerator * targetScale.denominator ** 2n,
      denominator * moment * targetScale.numerator ** 2n,
    )
  return {
    ok: true,
    estimates: {
      rows: Number(rows),
      absorbed: Number(absorbed),
      coefficients: numerators.map((value, index) => {
        const scale = scales[index] ?? ONE
        return nearestFloat(
          value * scale.numerator * targetScale.denominator,
          determinant * scale.denominator * targetScale.numerator,
        )
      }),
      inverseDiagonal:
        design.ridgePenalty > 0
          ? null
          : inverseDiagonal.map((value, index) => {
              const scale = scales[index] ?? ONE
              return nearestFloat(
                value * moment * scale.numerator ** 2n,
                determinant * scale.denominator ** 2n,
              )
            }),
      residualSum: inTargetUnits(sums),
      totalSum: inTargetUnits(total),
      explainedSum: inTargetUnits({
        numerator: total.numerator * sums.denominator - sums.numerator * total.denominator,
        denominator: total.denominator * sums.denominator,
      }),
    },
  }
}

const ONE: Ratio = { numerator: 1n, denominator: 1n }

const scaleOf = ({ column }: Factor): Ratio => (column ? unitsPerOne(column.encoding) : ONE)

/** ‖y − Xβ‖² = yᵀy − βᵀb − βᵀΛβ / factor, for the β that solves (factor · A + Λ) β = factor · b. */
function squareSums(
  { determinant, numerators }: ExactSolution,
  right: readonly bigint[],
  targetSquare: bigint,
  { factor, penalties }: ReturnType<typeof ridgeOf>,
): Ratio {
  const explained = numerators.reduce((sum, value, index) => sum + value * (right[index] ?? 0n), 0n)
  const penalised = numerators.reduce(
    (sum, value, index) => sum + value * value * (penalties[index] ?? 0n),
    0n,
  )
  return {
    numerator: factor * determinant * (targetSquare * determinant - explained) - penalised,
    denominator: factor * determinant * determinant,
  }
}

/** Σ w (y − ȳ)² = Σ w y² − (Σ w y)² / Σ w. */
const centredTotal = (weight: bigint, sum: bigint, square: bigint): Ratio => ({
  numerator: square * weight - sum * sum,
  denominator: weight,
})

/** n ≤ d: as many rows as coefficients leave nothing to estimate an error from. */
export function tooFewRows(
  design: RegressionDesign,
  rows: bigint,
  absorbed: bigint,
): SolveRefusal | undefined {
  const needed = BigInt(parameterCount(design)) + absorbed
  return rows > needed && rows <= BigInt(design.mostRows) ? undefined : { code: "E_RG_ROWS" }
}

/** Name a dependent column, and the columns that it is a combination of. */
export function dependence(design: RegressionDesign, column: number, from: readonly number[]): SolveRefusal {
  const names = factorsOf(design).map(({ name }) => name)
  const name = names[column] ?? ""
  const others = from.map((index) => names[index] ?? "")
  const constant = others.every((other) => other === INTERCEPT)
  return constant
    ? { code: "E_RG_CONSTANT", column: name }
    : { code: "E_RG_COLLINEAR", column: name, from: others }
}
