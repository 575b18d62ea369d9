import { describe, expect, test } from "vitest"
import vectors from "../../vectors/boston.json" with { type: "json" }
import type { RegressionDesign } from "../design.ts"
import { regressionTable } from "../inference/regression-table.ts"
import { BOSTON_NAMES, bostonColumns, designOf, rowsOf } from "../scenarios/boston.ts"
import { expectOracle } from "../scenarios/oracle.ts"
import { splitRows, statisticsOf } from "../scenarios/owners.ts"
import { combineStatistics, type RegressionRows } from "../statistics/sufficient-statistics.ts"
import type { Estimates } from "./estimates.ts"
import { solveAggregate } from "./solve-aggregate.ts"

/** Four owners, row by row in turn. */
function solved(design: RegressionDesign, rows: RegressionRows): Estimates {
  const parts = splitRows(rows, 4, (row) => row % 4).map((part) => statisticsOf(design, part))
  const result = solveAggregate(design, combineStatistics(parts))
  if (!result.ok) throw new Error(result.code)
  return result.estimates
}
const refused = (design: RegressionDesign, rows: RegressionRows) =>
  solveAggregate(design, statisticsOf(design, rows))

const scales = vectors.scaledChecks.scales
const coefficient = (design: RegressionDesign, { coefficients }: Estimates, name: string) =>
  coefficients[design.features.findIndex((column) => column.name === name) + 1] ?? Number.NaN
const weightsOfBoston = bostonColumns()[BOSTON_NAMES.indexOf("rad")]?.map((rad) => 24 + rad) ?? []

describe("the Boston oracle", () => {
  test("four owners' sums give statsmodels' table", () => {
    const columns = bostonColumns()
    const design = designOf(BOSTON_NAMES, columns)
    expectOracle(regressionTable(design, solved(design, rowsOf(columns))), vectors.plain)
  })

  test("and so they do with the columns scaled", () => {
    const columns = bostonColumns(scales)
    const design = designOf(BOSTON_NAMES, columns)
    expectOracle(regressionTable(design, solved(design, rowsOf(columns))), vectors.scaled)
  })

  test("weighted rows: w = 1 + rad / 24, in whole numbers 24 + rad", () => {
    const columns = bostonColumns(scales)
    const design = designOf(BOSTON_NAMES, columns, { weight: { name: "w", largest: 64 } })
    const estimates = solved(design, { ...rowsOf(columns), weights: weightsOfBoston })
    const { coefficients, rmStandardError, rSquared } = vectors.scaledChecks.weighted
    const table = regressionTable(design, estimates)
    expect(estimates.coefficients[0]).toBeCloseTo(coefficients.intercept, 11)
    expect(coefficient(design, estimates, "rm")).toBeCloseTo(coefficients.rm, 11)
    expect(coefficient(design, estimates, "lstat")).toBeCloseTo(coefficients.lstat, 11)
    expect(table.terms.find(({ name }) => name === "rm")?.stdErr).toBeCloseTo(rmStandardError, 12)
    expect(table.rSquared).toBeCloseTo(rSquared, 11)
    expect(table.logLikelihood).toBeNull()
  })

  test("a ridge of 1, the intercept not penalised", () => {
    const columns = bostonColumns(scales)
    const { penalty, coefficients } = vectors.scaledChecks.ridge
    const design = designOf(BOSTON_NAMES, columns, { ridgePenalty: penalty })
    const estimates = solved(design, rowsOf(columns))
    expect(estimates.coefficients[0]).toBeCloseTo(coefficients.intercept, 11)
    for (const name of ["crim", "rm", "lstat"] as const)
      expect(coefficient(design, estimates, name)).toBeCloseTo(coefficients[name], 11)
    expect(regressionTable(design, estimates).terms[1]?.stdErr).toBeNull()
  })
})

describe("columns of wildly different scale", () => {
  // y = 3 + 2e-6 a + 500 b, with a about 1e6 and b about 1e-3, plus a residual orthogonal to all three by design.
  const signs = [1, -1, -1, 1]
  const a = Array.from({ length: 64 }, (_, row) => 1e6 + (row % 4 < 2 ? 1 : -1) * 3e5)
  const b = Array.from({ length: 64 }, (_, row) => 1e-3 + (row % 2 === 0 ? 1 : -1) * 4e-4)
  const y = Array.from(
    { length: 64 },
    (_, row) => 3 + 2e-6 * (a[row] ?? 0) + 500 * (b[row] ?? 0) + 0.25 * (signs[row % 4] ?? 0),
  )

  test("need no scaling by hand: within 1e-9 of the truth", () => {
    const design = designOf(["a", "b", "y"], [a, b, y.map((value) => Number(value.toFixed(6)))])
    const { coefficients, residualSum } = solved(
      design,
      rowsOf([a, b, y.map((value) => Number(value.toFixed(6)))]),
    )
    for (const [index, truth] of [3, 2e-6, 500].entries())
      expect(Math.abs((coefficients[index] ?? 0) / truth - 1)).toBeLessThan(1e-9)
    expect(residualSum).toBeCloseTo(64 * 0.25 ** 2, 9)
  })

  test("stay within 1e-7 as binary fractions too", () => {
    const shifted = [a.map((value) => (value * Math.PI) / 3), b.map((value) => value / 3), y]
    const design = designOf(["a", "b", "y"], shifted)
    expect(design.features.map(({ encoding }) => encoding.kind)).toEqual(["binary", "binary"])
    const { coefficients } = solved(design, rowsOf(shifted))
    for (const [index, truth] of [3, (2e-6 / Math.PI) * 3, 1500].entries())
      expect(Math.abs((coefficients[index] ?? 0) / truth - 1)).toBeLessThan(1e-7)
  })
})

test("fixed effects give the slopes, errors and freedom that a dummy per owner gives", () => {
  const x = [1, 2, 4, 7, 3, 5, 6, 8, 9, 4, 2, 6]
  const y = [2, 3, 7, 9, 14, 15, 19, 20, 31, 24, 22, 28]
  const owner = (row: number) => Math.floor(row / 4)
  const within = designOf(["x", "y"], [x, y], { intercept: "by-owner" })
  const parts = splitRows(rowsOf([x, y]), 3, owner).map((part) => statisticsOf(within, part))
  const result = solveAggregate(within, combineStatistics(parts))
  const dummies = [1, 2].map((who) => x.map((_, row) => (owner(row) === who ? 1 : 0)))
  const pooled = designOf(["x", "d1", "d2", "y"], [x, ...dummies, y])
  const plain = solved(pooled, rowsOf([x, ...dummies, y]))
  if (!result.ok) throw new Error(result.code)
  const [one, other] = [regressionTable(within, result.estimates), regressionTable(pooled, plain)]
  expect(one.dfResidual).toBe(other.dfResidual)
  for (const figure of ["coef", "stdErr", "t", "p"] as const)
    expect(one.terms[0]?.[figure]).toBeCloseTo(other.terms[1]?.[figure] ?? Number.NaN, 8)
})

test("without an intercept R² is about 0: y = 2x with a residual that is orthogonal to x", () => {
  const [x, y] = [
    [1, 2, 3, 4],
    [2.2, 3.9, 6, 8],
  ]
  const design = designOf(["x", "y"], [x, y], { intercept: "none" })
  const table = regressionTable(design, solved(design, rowsOf([x, y])))
  // Σxy / Σx² = 60 / 30; residuals 0.2, −0.1, 0, 0.
  expect(table.terms[0]?.coef).toBe(2)
  expect(table.residualSum).toBeCloseTo(0.05, 14)
  expect(table.rSquared).toBeCloseTo(1 - 0.05 / 120.05, 14)
  expect(table.dfResidual).toBe(3)
})

describe("refusals", () => {
  const x = [1, 2, 3, 4, 5, 7]
  const z = [2, 1, 5, 3, 8, 1]
  const y = [1, 3, 2, 5, 4, 6]

  test("a dependent column is named, with the columns that it depends on", () => {
    const sum = x.map((value, row) => 3 * value - 2 * (z[row] ?? 0))
    const design = designOf(["x", "z", "sum", "y"], [x, z, sum, y])
    expect(refused(design, rowsOf([x, z, sum, y]))).toEqual({
      ok: false,
      code: "E_RG_COLLINEAR",
      column: "sum",
      from: ["x", "z"],
    })
  })

  test("with fixed effects too, where the sums are rounded: a multiple of a column, and one that varies between owners only", () => {
    const thrice = x.map((value) => 3 * value)
    const between = x.map((_, row) => (row < 3 ? 4 : 9))
    for (const [other, refusal] of [
      [thrice, { code: "E_RG_COLLINEAR", column: "other", from: ["x"] }],
      [between, { code: "E_RG_CONSTANT", column: "other" }],
    ] as const) {
      const columns = [x, z, [...other], y]
      const design = designOf(["x", "z", "other", "y"], columns, { intercept: "by-owner" })
      const parts = splitRows(rowsOf(columns), 2, (row) => (row < 3 ? 0 : 1))
      const statistics = combineStatistics(parts.map((part) => statisticsOf(design, part)))
      expect(solveAggregate(design, statistics)).toEqual({ ok: false, ...refusal })
    }
  })

  test("a constant column is named, with an intercept or as zeros without one", () => {
    const five = x.map(() => 5)
    expect(refused(designOf(["x", "five", "y"], [x, five, y]), rowsOf([x, five, y]))).toEqual({
      ok: false,
      code: "E_RG_CONSTANT",
      column: "five",
    })
    const zero = x.map(() => 0)
    const through = designOf(["zero", "y"], [zero, y], { intercept: "none" })
    expect(refused(through, rowsOf([zero, y]))).toEqual({ ok: false, code: "E_RG_CONSTANT", column: "zero" })
    const flat = designOf(["x", "five"], [x, five])
    expect(refused(flat, rowsOf([x, five]))).toEqual({ ok: false, code: "E_RG_CONSTANT", column: "five" })
  })

  test("as many coefficients as rows, or more rows than declared", () => {
    const design = designOf(["x", "z", "y"], [x, z, y])
    const few = rowsOf([x, z, y].map((cells) => cells.slice(0, 3)))
    expect(refused(design, few)).toEqual({ ok: false, code: "E_RG_ROWS" })
    const { rows, ...rest } = statisticsOf(design, rowsOf([x, z, y]))
    expect(solveAggregate(design, { ...rest, rows: rows + 100n })).toEqual({ ok: false, code: "E_RG_ROWS" })
  })

  test("sums that no rows have: an owner has put in something else", () => {
    const design = designOf(["x", "z", "y"], [x, z, y])
    const honest = statisticsOf(design, rowsOf([x, z, y]))
    for (const [entry, moment] of [
      [4, -1n],
      [9, 0n],
      [5, 10_000n],
    ] as const) {
      const moments = honest.moments.with(entry, moment)
      expect(solveAggregate(design, { ...honest, moments })).toMatchObject({
        ok: false,
        code: "E_RG_MOMENTS",
      })
    }
  })
})
