import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { RegressionTable } from "../inference/regression-table.ts"
import { bostonOracle } from "../scenarios/index.ts"
import { twinOf } from "./twin.ts"
import { canHaveTwin, twinRows } from "./twin-rows.ts"

/** Box and Muller over a multiplicative generator: a test's own normal numbers. */
function normals(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  const uniform = () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

const FREEDOM = 30
const UNTESTED = { t: null, p: null, ciLow: null, ciHigh: null }

/** A table that nobody's rows gave. */
function tableOf(
  slopes: readonly { coef: number; stdErr: number }[],
  sigma: number,
  lean: number,
): RegressionTable {
  const n = FREEDOM + slopes.length + 1
  const first = { name: "intercept", coef: 3, stdErr: sigma * Math.sqrt(1 / n + lean) }
  return {
    target: "y",
    n,
    dfModel: slopes.length,
    dfResidual: FREEDOM,
    terms: [first, ...slopes.map((slope, at) => ({ name: `x${at}`, ...slope }))].map((term) => ({
      ...UNTESTED,
      ...term,
    })),
    rSquared: 0.5,
    adjRSquared: 0.5,
    fStatistic: null,
    fPValue: null,
    sigma,
    residualSum: sigma ** 2 * FREEDOM,
    totalSum: 1,
    logLikelihood: null,
    aic: null,
    bic: null,
    confidence: 0.95,
  }
}

const magnitude = fc.double({ min: 0.01, max: 100, noNaN: true })
const slope = fc.record({ coef: fc.double({ min: -100, max: 100, noNaN: true }), stdErr: magnitude })

describe("rows that are made up to have a table", () => {
  test("give it back through the plain pipeline, whatever the table", () => {
    fc.assert(
      fc.property(
        fc.array(slope, { minLength: 1, maxLength: 6 }),
        magnitude,
        fc.double({ min: 0, max: 4, noNaN: true }),
        fc.nat(),
        (slopes, sigma, lean, seed) => {
          // A cell is rounded to 2⁻³² of its column's scale, which 10⁴ standard errors are part of.
          const twin = twinOf(tableOf(slopes, sigma, lean), normals(seed))
          expect(twin?.farthestCoef).toBeLessThan(1e-4)
          expect(twin?.farthestError).toBeLessThan(1e-4)
        },
      ),
      { numRuns: 60, seed: 7 },
    )
  })

  test("the housing table of statsmodels comes back to eight digits", () => {
    const { terms, n, df_resid: dfResidual, residual_std_error: sigma } = bostonOracle.plain
    const table = {
      ...tableOf([], sigma, 0),
      n,
      dfResidual,
      residualSum: sigma ** 2 * dfResidual,
      terms: terms.map(({ name, coef, std_err }) => ({ ...UNTESTED, name, coef, stdErr: std_err })),
    }
    const twin = twinOf(table, normals(1))
    expect(twin?.farthestCoef).toBeLessThan(1e-8)
    expect(twin?.farthestError).toBeLessThan(1e-8)
  })

  test("a slip in the sums is seen: one cell that is off by one standard deviation", () => {
    const table = tableOf([{ coef: 2, stdErr: 0.5 }], 1, 1)
    const rows = twinRows(table, normals(5))
    const [first = 0] = Array.from(rows.target)
    const wrong = Float64Array.from(rows.target).with(0, first + table.sigma)
    expect(slopeOf(rows.features[0] ?? [], rows.target)).toBeCloseTo(2, 12)
    expect(Math.abs(slopeOf(rows.features[0] ?? [], wrong) - 2)).toBeGreaterThan(1e-6)
  })

  test("the same seed, the same rows; another seed, others", () => {
    const table = tableOf([{ coef: 1, stdErr: 1 }], 1, 0)
    const target = (seed: number) => Array.from(twinRows(table, normals(seed)).target)
    expect(target(4)).toEqual(target(4))
    expect(target(4)).not.toEqual(target(5))
  })
})

describe("no twin", () => {
  const plain = { intercept: "estimated", weight: null } as const
  const table = tableOf([{ coef: 1, stdErr: 1 }], 1, 0)
  test("for a design without an intercept, with one for each owner, or with weights", () => {
    expect(canHaveTwin(plain, table)).toBe(true)
    expect(canHaveTwin({ ...plain, intercept: "none" }, table)).toBe(false)
    expect(canHaveTwin({ ...plain, intercept: "by-owner" }, table)).toBe(false)
    expect(canHaveTwin({ ...plain, weight: { name: "w", largest: 9 } }, table)).toBe(false)
  })
  test("for a table without errors, with none to speak of, or of too many rows", () => {
    const ridge = table.terms.map((term) => ({ ...term, stdErr: null }))
    expect(canHaveTwin(plain, { ...table, terms: ridge })).toBe(false)
    expect(canHaveTwin(plain, { ...table, sigma: 0 })).toBe(false)
    expect(canHaveTwin(plain, { ...table, n: 2 ** 24 })).toBe(false)
  })
})

/** The slope of a regression on one feature, by its textbook formula. */
function slopeOf(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [xs, ys] = [Array.from(x), Array.from(y)]
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(xs), mean(ys)]
  const along = xs.reduce((sum, value, row) => sum + (value - mx) * ((ys[row] ?? 0) - my), 0)
  return along / xs.reduce((sum, value) => sum + (value - mx) ** 2, 0)
}
