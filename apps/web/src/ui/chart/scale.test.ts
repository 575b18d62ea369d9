import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  canBeLogarithmic,
  lastShownRound,
  linearScale,
  logScale,
  roundScale,
  strokes,
  tickDigits,
} from "./scale.ts"

const LOSS = { least: 0, most: Number.POSITIVE_INFINITY, span: 0.1 }
const SHARE = { least: 0, most: 1, span: 0.2 }
/** Upwards on a screen: the least value stands at the greatest y. */
const UP = [200, 0] as const

const share = fc.double({ min: 0, max: 1, noNaN: true })
const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true })

describe("laws of the scales", () => {
  test("every value lies on the chart, and a larger value never lower", () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 40 }), (values) => {
        const { at } = linearScale(values, SHARE, UP)
        const sorted = values.toSorted((a, b) => a - b)
        const ys = sorted.map(at)
        for (const [index, y] of ys.entries()) {
          expect(y).toBeGreaterThanOrEqual(-1e-9)
          expect(y).toBeLessThanOrEqual(200 + 1e-9)
          expect(y).toBeLessThanOrEqual((ys[index - 1] ?? y) + 1e-9)
        }
      }),
    )
  })

  test("ticks lie on the chart", () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 40 }), (values) => {
        for (const scale of [linearScale(values, LOSS, UP), logScale(values, UP)])
          for (const tick of scale.ticks) {
            expect(scale.at(tick)).toBeGreaterThanOrEqual(-1e-6)
            expect(scale.at(tick)).toBeLessThanOrEqual(200 + 1e-6)
          }
      }),
    )
  })

  test("equal factors are equal distances on a logarithmic scale", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (value) => {
        const { at } = logScale([0.001, 1000], UP)
        expect(at(value) - at(2 * value)).toBeCloseTo(at(1) - at(2), 6)
      }),
    )
  })

  test("strokes hold exactly the finite points, in order", () => {
    const point = fc.option(fc.oneof(share, fc.constant(Number.NaN)), { nil: null })
    fc.assert(
      fc.property(fc.array(point, { maxLength: 30 }), (values) => {
        const points = values.map((value, index) => ({ round: index + 1, value }))
        expect(strokes({ points }).flat()).toEqual(
          points.filter(({ value }) => value !== null && !Number.isNaN(value)),
        )
      }),
    )
  })
})

describe("the scales by example", () => {
  test("without a value the axis still stands", () => {
    expect(linearScale([], SHARE, UP).ticks).toEqual([0, 0.05, 0.1, 0.15, 0.2])
  })

  test("a share's axis never passes 1", () => {
    const { at, ticks } = linearScale([0.99, 1], SHARE, UP)
    expect(at(1)).toBeCloseTo(0, 9)
    expect(Math.max(...ticks)).toBe(1)
  })

  test("one value does not fill the chart: the axis has its least span around it", () => {
    const { at } = linearScale([0.5], SHARE, UP)
    expect(at(0.5)).toBeCloseTo(100, 9)
  })

  test("not a number is not a value", () => {
    const { at } = linearScale([Number.NaN, 0.2, 0.8], SHARE, UP)
    expect(at(0.5)).toBeCloseTo(100, 9)
    expect(canBeLogarithmic([Number.NaN])).toBe(false)
    expect(canBeLogarithmic([0.3, Number.NaN])).toBe(true)
    expect(canBeLogarithmic([0.3, 0])).toBe(false)
  })

  test("a logarithmic axis is ticked at 1, 2 and 5 of each decade", () => {
    expect(logScale([0.1, 1], UP).ticks).toEqual([0.1, 0.2, 0.5, 1])
    expect(logScale([1e-6, 1], UP).ticks).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1])
  })

  test("few planned rounds are all shown, many grow in steps", () => {
    expect(lastShownRound(0, 1)).toBe(2)
    expect(lastShownRound(3, 20)).toBe(20)
    expect(lastShownRound(3, 1_000)).toBe(20)
    expect(lastShownRound(40, 1_000)).toBe(60)
    expect(lastShownRound(900, 1_000)).toBe(1_000)
    expect(roundScale(3, 5, [0, 400]).ticks).toEqual([1, 2, 3, 4, 5])
    expect(roundScale(3, 5, [0, 400]).at(3)).toBe(200)
  })

  test("rounds at the axis keep their distance on a narrow sheet", () => {
    expect(roundScale(20, 30, [0, 150]).ticks).toEqual([1, 10, 20, 30])
    expect(roundScale(20, 30, [0, 250]).ticks).toEqual([1, 5, 10, 15, 20, 25, 30])
  })

  test("a gap ends a stroke", () => {
    const points = [0.9, 0.8, null, 0.7, Number.NaN, 0.6].map((value, index) => ({ round: index + 1, value }))
    expect(strokes({ points })).toEqual([
      [
        { round: 1, value: 0.9 },
        { round: 2, value: 0.8 },
      ],
      [{ round: 4, value: 0.7 }],
      [{ round: 6, value: 0.6 }],
    ])
  })

  test("ticks get as many digits as the longest needs", () => {
    expect(tickDigits([0.5, 0.75, 1])).toBe(2)
    expect(tickDigits([1, 2])).toBe(0)
    expect(tickDigits([])).toBe(0)
  })
})
