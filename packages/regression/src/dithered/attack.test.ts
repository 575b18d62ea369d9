import { describe, expect, test } from "vitest"
import { parameterCount, type RegressionDesign } from "../design.ts"
import { BOSTON_NAMES, bostonColumns, designOf, rowsOf } from "../scenarios/boston.ts"
import { type Approximation, commonDenominator, momentsFromRationals } from "../scenarios/lattice.ts"
import { splitRows, statisticsOf } from "../scenarios/owners.ts"
import { solveOnShares, unsafeRandom } from "../scenarios/shared-solve.ts"
import { type ExactSolution, eliminate } from "../solve/eliminate.ts"
import type { RegressionRows, SufficientStatistics } from "../statistics/sufficient-statistics.ts"
import { combineStatistics } from "../statistics/sufficient-statistics.ts"
import { symmetricEntry } from "../statistics/triangle.ts"
import { informationOf } from "./information.ts"
import { type Finished, multiplier, type Setting } from "./stage.ts"

/* Why exact coefficients must not be opened, and when not even rounded ones may be. */

/** A, its triangle, and the exact solution of the encoded integers. */
function exactly(
  design: RegressionDesign,
  statistics: SufficientStatistics,
): { matrix: bigint[]; solution: ExactSolution } {
  const size = parameterCount(design)
  const at = (row: number, column: number) => symmetricEntry(statistics.moments, size + 1, row, column)
  const indices = [...Array(size).keys()]
  const matrix = indices.flatMap((row) => indices.slice(row).map((column) => at(row, column)))
  const eliminated = eliminate({ size, matrix, right: indices.map((row) => at(row, size)) })
  if (eliminated.kind !== "solved") throw new Error(eliminated.kind)
  return { matrix, solution: eliminated.solution }
}

/** What an attacker reads off a finished run: every estimate with its precision. */
function openedApproximations({ parameters }: Setting, finished: Finished): Approximation[] {
  const { coefficients, inverseOpened, scale, magnitude } = finished
  return [
    ...coefficients.map((numerator, index) => ({
      numerator,
      denominator: 1n << BigInt(scale.publishedBits),
      bits: scale.coefficientBits[index] ?? 0,
    })),
    ...inverseOpened.map((value, index) => {
      const bits = scale.inverseBits[index] ?? 0
      return {
        numerator: value,
        denominator: multiplier(parameters, magnitude, bits) * magnitude,
        bits,
      }
    }),
  ]
}

const rounded = ({ numerator, denominator }: Approximation, by: bigint): bigint => {
  const doubled = 2n * numerator * by + denominator
  const quotient = doubled / (2n * denominator)
  return doubled < 0n ? quotient - 1n : quotient
}

const common = (values: readonly bigint[]): bigint =>
  values.reduce((one, other) => {
    let [a, b] = [one < 0n ? -one : one, other < 0n ? -other : other]
    while (b > 0n) [a, b] = [b, a % b]
    return a
  })

describe("exact coefficients", () => {
  const pick = ["rm", "lstat", "ptratio", "medv"]
  const columns = pick.map((name) => bostonColumns()[BOSTON_NAMES.indexOf(name)] ?? [])
  const design = designOf(pick, columns)

  test("lattice reduction recovers every pooled moment from them alone", () => {
    const { matrix, solution } = exactly(design, statisticsOf(design, rowsOf(columns)))
    const divisor = common([solution.determinant, ...solution.numerators])
    const found = momentsFromRationals(
      solution.numerators.map((value) => value / divisor),
      solution.determinant / divisor,
      [1n, 6000n, 1000n, 180n],
    )
    expect(found).toEqual(matrix)
  })
})

describe("rounded coefficients", () => {
  async function attacked(design: RegressionDesign, rows: RegressionRows) {
    const parts = splitRows(rows, 2, (row) => row % 2).map((part) => statisticsOf(design, part))
    const { matrix, solution } = exactly(design, combineStatistics(parts))
    const { finished, setting } = await solveOnShares(design, parts, { random: unsafeRandom("attacked") })
    if (finished === undefined) throw new Error("the run has been refused")
    const approximations = openedApproximations(setting, finished)
    const denominator = commonDenominator(approximations)
    return { matrix, solution, approximations, denominator }
  }

  test("of Boston's fourteen do not even give the denominator away", async () => {
    const columns = bostonColumns()
    const design = designOf(BOSTON_NAMES, columns)
    expect(informationOf(design).determined).toBe(false)
    const { solution, denominator } = await attacked(design, rowsOf(columns))
    const truth = solution.determinant / common([solution.determinant, ...solution.numerators])
    expect(denominator).toBeLessThan(truth)
    expect(truth.toString(2).length).toBeGreaterThan(300)
  })

  test("of three binary columns determine the moments, and the information check says so before", async () => {
    const random = unsafeRandom("binary")(4 * 200)
    const columns = [0, 1, 2, 3].map((column) =>
      [...random.subarray(200 * column, 200 * (column + 1))].map((byte) => byte & 1),
    )
    const design = designOf(["a", "b", "c", "y"], columns)
    expect(informationOf(design).determined).toBe(true)
    const { matrix, solution, approximations, denominator } = await attacked(design, rowsOf(columns))
    const divisor = common([solution.determinant, ...solution.numerators, ...solution.inverseDiagonal])
    expect(denominator).toBe(solution.determinant / divisor)
    const numerators = approximations.slice(0, 4).map((value) => rounded(value, denominator))
    const reduced = common([denominator, ...numerators])
    const found = momentsFromRationals(
      numerators.map((value) => value / reduced),
      denominator / reduced,
      [1n, 1n, 1n, 1n],
    )
    expect(found).toEqual(matrix)
  })
})
