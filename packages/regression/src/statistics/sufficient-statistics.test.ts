import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { designProblems, factorsOf, type RegressionDesign } from "../design.ts"
import type { RegressionColumn } from "../encoding/column.ts"
import { splitRows, statisticsOf } from "../scenarios/owners.ts"
import { combineStatistics, type RegressionRows, sufficientStatistics } from "./sufficient-statistics.ts"
import { triangleIndex } from "./triangle.ts"
import { statisticsFromVector, statisticsToVector, vectorLength } from "./vector.ts"

fc.configureGlobal({ seed: 20_260_105 })

/** Columns of whole numbers, from 8 to 45 bits: products from far below 2⁵³ to far above. */
const BITS = [8, 24, 33, 45]
const column = (bits: number, index: number): RegressionColumn => ({
  name: `x${index}`,
  encoding: { kind: "decimal", digits: 0 },
  bound: 2 ** bits,
})
const columns = BITS.map(column)
const design = (changes: Partial<RegressionDesign> = {}): RegressionDesign => ({
  features: columns.slice(0, 3),
  target: columns[3] ?? column(1, 9),
  intercept: "estimated",
  weight: null,
  ridgePenalty: 0,
  mostRows: 4096,
  ...changes,
})

const cellsOf = (bits: number, count: number) =>
  fc.array(
    fc.oneof(
      fc.constantFrom(2 ** bits, -(2 ** bits), 0, 1),
      fc.integer({ min: -(2 ** bits), max: 2 ** bits }),
    ),
    { minLength: count, maxLength: count },
  )
const anyRows = fc.integer({ min: 1, max: 300 }).chain((count) =>
  fc.record({
    features: fc.tuple(...BITS.slice(0, 3).map((bits) => cellsOf(bits, count))),
    target: cellsOf(45, count),
    weights: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: count, maxLength: count }),
  }),
)
const unweighted = ({ features, target }: RegressionRows): RegressionRows => ({ features, target })

/** The moments by BigInt, one product at a time. */
function plainMoments(rows: RegressionRows, weighted: boolean): bigint[] {
  const all = [Array.from(rows.target, () => 1), ...rows.features, rows.target].map((cells) =>
    Array.from(cells, BigInt),
  )
  return all.flatMap((left, row) =>
    all
      .slice(row)
      .map((right) =>
        left.reduce(
          (sum, cell, index) =>
            sum + cell * (right[index] ?? 0n) * (weighted ? BigInt(rows.weights?.[index] ?? 0) : 1n),
          0n,
        ),
      ),
  )
}

describe("sums are exact", () => {
  test("equal the sums of BigInt products, from one row to hundreds, at the bounds too", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(statisticsOf(design(), unweighted(rows)).moments).toEqual(plainMoments(rows, false))
      }),
      { numRuns: 40 },
    )
  })

  test("and so do weighted ones", () => {
    const weighted = design({ weight: { name: "w", largest: 30 } })
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(statisticsOf(weighted, rows).moments).toEqual(plainMoments(rows, true))
      }),
      { numRuns: 40 },
    )
  })

  test("many rows at their bounds do not lose a unit", () => {
    const rows = {
      features: BITS.slice(0, 3).map((bits) => new Float64Array(4000).fill(-(2 ** bits))),
      target: new Float64Array(4000).fill(2 ** 45),
    }
    const { moments } = statisticsOf(design(), rows)
    expect(moments[triangleIndex(5, 4, 4)]).toBe(4000n << 90n)
    expect(moments[triangleIndex(5, 3, 4)]).toBe(-(4000n << 78n))
  })
})

describe("[RG1] the sums are the same whoever holds which row", () => {
  test("any split over any number of owners, in any order, adds to the same integers", () => {
    const split = fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.nat(), { minLength: 300, maxLength: 300 }),
    )
    fc.assert(
      fc.property(anyRows, split, fc.boolean(), (rows, [owners, draws], reversed) => {
        const parts = splitRows(unweighted(rows), owners, (row) => (draws[row] ?? 0) % owners)
        const statistics = parts.map((part) => statisticsOf(design(), part))
        const pooled = combineStatistics(reversed ? statistics.reverse() : statistics)
        expect(pooled).toEqual(statisticsOf(design(), unweighted(rows)))
      }),
      { numRuns: 40 },
    )
  })
})

test("fixed effects: moments about the owner's means, to 2^-32", () => {
  const one = [column(8, 0)]
  const within = design({ features: one, intercept: "by-owner" })
  const rows = { features: [[1, 2, 4]], target: [10, 20, 60] }
  const statistics = statisticsOf(within, rows)
  // Σ x² − (Σ x)² / 3 = 21 − 49/3 = 14/3; Σ x y − … = 290 − 210 = 80; Σ y² − … = 4100 − 2700 = 1400.
  const exact = [14 / 3, 80, 1400]
  expect(statistics.absorbed).toBe(1n)
  for (const [entry, moment] of statistics.moments.entries())
    expect(Math.abs(Number(moment) / 2 ** 32 - (exact[entry] ?? 0))).toBeLessThanOrEqual(2 ** -33)
})

test("without an intercept there is no constant among the factors", () => {
  const through = design({ intercept: "none" })
  expect(factorsOf(through).map(({ name }) => name)).toEqual(["x0", "x1", "x2", "x3"])
  expect(statisticsOf(through, { features: [[2], [3], [5]], target: [7] }).moments).toEqual([
    4n,
    6n,
    10n,
    14n,
    9n,
    15n,
    21n,
    25n,
    35n,
    49n,
  ])
})

test("statistics travel as a vector of integers and come back", () => {
  const statistics = statisticsOf(design(), { features: [[2], [3], [5]], target: [7] })
  const vector = statisticsToVector(statistics)
  expect(vector).toHaveLength(vectorLength(design()))
  expect(statisticsFromVector(design(), vector)).toEqual(statistics)
  expect(statisticsFromVector(design(), vector.slice(1))).toBeUndefined()
})

describe("refusals", () => {
  test("a cell is named by column and row, and nothing of it is said", () => {
    const rows = {
      features: [
        [2, 300],
        [3, 3],
        [5, 5],
      ],
      target: [7, 7],
    }
    expect(sufficientStatistics(design(), rows)).toEqual({
      ok: false,
      code: "E_RG_RANGE",
      column: "x0",
      row: 1,
    })
  })

  test("weights are whole numbers from 1 to the largest", () => {
    const weighted = design({ weight: { name: "w", largest: 3 } })
    const rows = {
      features: [
        [2, 2],
        [3, 3],
        [5, 5],
      ],
      target: [7, 7],
    }
    for (const [bad, code] of [
      [0, "E_RG_RANGE"],
      [4, "E_RG_RANGE"],
      [1.5, "E_RG_DIGITS"],
    ] as const)
      expect(sufficientStatistics(weighted, { ...rows, weights: [1, bad] })).toMatchObject({
        code,
        column: "w",
        row: 1,
      })
  })

  test("columns that do not fit the design are a bug", () => {
    expect(() => sufficientStatistics(design(), { features: [[1]], target: [1] })).toThrow(RangeError)
    expect(() => sufficientStatistics(design(), { features: [[1], [1], [1, 2]], target: [1] })).toThrow(
      RangeError,
    )
  })

  test("a design says what is wrong with it before any row is read", () => {
    expect(designProblems(design())).toEqual([])
    expect(designProblems(design({ mostRows: 3 }))).toEqual([{ code: "E_RG_DESIGN" }])
    expect(designProblems(design({ ridgePenalty: -1 }))).toEqual([{ code: "E_RG_DESIGN" }])
    expect(designProblems(design({ target: column(8, 0) }))).toMatchObject([
      { code: "E_RG_COLUMN", column: "x0" },
      { code: "E_RG_COLUMN" },
    ])
    expect(designProblems(design({ target: column(60, 3) }))).toEqual([{ code: "E_RG_COLUMN", column: "x3" }])
    const wide = design({ target: column(48, 3), mostRows: 2 ** 30 })
    expect(designProblems(wide)).toEqual([{ code: "E_RG_CAPACITY", column: "x3" }])
  })
})
