import fc from "fast-check"
import { expect, test } from "vitest"
import { creditApprovalSchema } from "../schema/credit-approval.ts"
import { columnStatistics, combineStatistics, scaledColumns, unscaleOutputs } from "./scaling.ts"

const statistics = (values: readonly number[]) =>
  columnStatistics("x", Float64Array.from(values), Uint32Array.from(values.keys()))
const scalingOf = (...owners: readonly number[][]) => {
  const [scaling] = combineStatistics(owners.map((values) => [statistics(values)]))
  if (scaling === undefined) throw new Error("no owner")
  return scaling
}

const value = fc.double({ min: -1e4, max: 1e4, noNaN: true })

test("splitting rows over owners in any way gives the scaling of the pooled rows", () => {
  fc.assert(
    fc.property(fc.array(fc.array(value), { minLength: 1, maxLength: 6 }), (owners) => {
      const split = scalingOf(...owners)
      const pooled = scalingOf(owners.flat())
      const size = Math.max(1, ...owners.flat().map(Math.abs))
      expect(Math.abs(split.mean - pooled.mean)).toBeLessThanOrEqual(1e-12 * size)
      // The error of a variance is that of the mean square: its root can be large where the variance is tiny.
      expect(Math.abs(split.stddev ** 2 - pooled.stddev ** 2)).toBeLessThanOrEqual(
        split.stddev === 1 || pooled.stddev === 1 ? 1 : 1e-12 * size * size,
      )
    }),
  )
})

test("the scaling is the mean and the population standard deviation of the definition", () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 50 }), (values) => {
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
      fc.pre(variance > 1e-3)
      const scaling = scalingOf(values)
      expect(scaling.mean).toBeCloseTo(mean, 8)
      expect(scaling.stddev / Math.sqrt(variance)).toBeCloseTo(1, 4)
    }),
  )
})

test("a constant column is not scaled, however its value rounds and however many owners hold it", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }),
      (constant, counts) => {
        const scaling = scalingOf(...counts.map((count) => Array.from({ length: count }, () => constant)))
        expect(scaling.stddev).toBe(1)
        expect(Math.abs(scaling.mean - constant)).toBeLessThanOrEqual(1e-12 * Math.abs(constant))
      },
    ),
  )
})

test("statistics count present values only, and only of the given rows", () => {
  const values = Float64Array.of(1, Number.NaN, 3, 100)
  expect(columnStatistics("age", values, Uint32Array.of(0, 1, 2))).toEqual({
    name: "age",
    count: 2,
    sum: 4,
    sumOfSquares: 10,
  })
})

test("a sum of a million tenths is a hundred thousand", () => {
  const { sum } = statistics(Array.from({ length: 1_000_000 }, () => 0.1))
  expect(sum).toBe(100_000)
})

test("large values with a small spread keep their spread: years", () => {
  const { mean, stddev } = scalingOf([2019, 2020, 2021], [2020, 2020])
  expect(mean).toBe(2020)
  expect(stddev).toBeCloseTo(Math.sqrt(0.4), 8)
})

test("a column that no owner has a value of is left as it is", () => {
  expect(scalingOf([], [Number.NaN])).toEqual({ name: "x", mean: 0, stddev: 1 })
  expect(combineStatistics([])).toEqual([])
})

test("owners that name different columns are a bug, not a mean", () => {
  const [a, b] = [statistics([1]), { ...statistics([2]), name: "y" }]
  expect(() => combineStatistics([[a], [b]])).toThrow(RangeError)
  expect(() => combineStatistics([[a], [a, b]])).toThrow(RangeError)
})

test("a numeric target is scaled too, and predictions come back in its unit", () => {
  const schema = { ...creditApprovalSchema, target: { kind: "number", name: "price" } as const }
  expect(scaledColumns(schema)).toEqual(["A2", "A3", "A8", "A11", "A14", "A15", "price"])
  const scaling = [{ name: "price", mean: 200, stddev: 50 }]
  expect([...unscaleOutputs(Float32Array.of(-1, 0, 2), schema, scaling)]).toEqual([150, 200, 300])
  expect([...unscaleOutputs(Float32Array.of(0.25, 0.75), creditApprovalSchema, [])]).toEqual([0.25, 0.75])
})
