import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { measure, mergeMeasurements, softmax } from "./measurement.ts"

const WIDTH = 3
const logit = fc.float({ min: -30, max: 30, noNaN: true })
const row = fc.record({
  logits: fc.array(logit, { minLength: WIDTH, maxLength: WIDTH }),
  label: fc.nat(WIDTH - 1),
})
const rows = fc.array(row, { minLength: 1, maxLength: 20 })
type Row = { logits: number[]; label: number }

const oneHot = (label: number) => [0, 1, 2].map((column) => (column === label ? 1 : 0))
const measureRows = (some: readonly Row[]) =>
  measure(
    "softmax-cross-entropy",
    Float32Array.from(some.flatMap(({ logits }) => logits)),
    Float32Array.from(some.flatMap(({ label }) => oneHot(label))),
    some.length,
  )

describe("measure", () => {
  test("the cross-entropy is the logarithm of the odds against the right class", () => {
    fc.assert(
      fc.property(rows, (some) => {
        const expected = some.map(({ logits, label }) =>
          Math.log(logits.reduce((sum, other) => sum + Math.exp(other - (logits[label] ?? Number.NaN)), 0)),
        )
        const { loss, examples } = measureRows(some)
        expect(loss).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / some.length, 8)
        expect(examples).toBe(some.length)
      }),
    )
  })

  test("the accuracy counts the rows whose largest output is the right class", () => {
    const some = [
      { logits: [1, 0, 0], label: 0 },
      { logits: [0, 0, 5], label: 1 },
      { logits: [2, 2, 0], label: 0 },
      { logits: [-3, -2, -1], label: 2 },
    ]
    expect(measureRows(some).accuracy).toBe(0.75)
  })

  test("logits that overflow an exponential do not overflow the loss", () => {
    expect(measureRows([{ logits: [2_000, 0, 0], label: 1 }]).loss).toBe(2_000)
    expect(measureRows([{ logits: [-2_000, -2_000, -2_000], label: 1 }]).loss).toBeCloseTo(Math.log(3), 12)
  })

  test("the squared error is averaged over rows and outputs, and has no accuracy", () => {
    const outputs = Float32Array.of(1, 2, 3, 4)
    const targets = Float32Array.of(1, 0, 0, 4)
    expect(measure("mean-squared-error", outputs, targets, 2)).toEqual({
      loss: 13 / 4,
      accuracy: null,
      examples: 2,
    })
  })

  test("a diverged model gives a loss that is not a number, not one that looks fine", () => {
    expect(measureRows([{ logits: [Number.NaN, 0, 0], label: 0 }]).loss).toBeNaN()
  })

  test("refuses no rows and lengths that do not fit", () => {
    const none = new Float32Array(0)
    expect(() => measure("mean-squared-error", none, none, 0)).toThrow(RangeError)
    expect(() => measure("mean-squared-error", new Float32Array(4), new Float32Array(3), 2)).toThrow(
      RangeError,
    )
    expect(() => measure("mean-squared-error", new Float32Array(3), new Float32Array(3), 2)).toThrow(
      RangeError,
    )
  })
})

describe("mergeMeasurements", () => {
  test("parts measured apart merge to the whole measured at once", () => {
    fc.assert(
      fc.property(rows, rows, rows, (a, b, c) => {
        const merged = mergeMeasurements([a, b, c].map(measureRows))
        const whole = measureRows([...a, ...b, ...c])
        expect(merged.examples).toBe(whole.examples)
        expect(merged.loss).toBeCloseTo(whole.loss, 9)
        expect(merged.accuracy).toBeCloseTo(whole.accuracy ?? Number.NaN, 9)
      }),
    )
  })

  test("a part without examples counts for nothing; a part without accuracy leaves the whole without", () => {
    const part = { loss: 2, accuracy: 0.5, examples: 3 }
    expect(mergeMeasurements([part, { loss: Number.NaN, accuracy: null, examples: 0 }])).toEqual(part)
    expect(mergeMeasurements([part, { loss: 4, accuracy: null, examples: 1 }])).toEqual({
      loss: 2.5,
      accuracy: null,
      examples: 4,
    })
  })

  test("refuses to average over nobody", () => {
    expect(() => mergeMeasurements([])).toThrow(RangeError)
  })
})

test("softmax gives each row positive shares of 1, and moving all logits of a row changes nothing", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: -50, max: 50 }), (some, by) => {
      const logits = some.flatMap((one) => one.logits)
      const shares = softmax(Float32Array.from(logits), WIDTH)
      const moved = softmax(Float32Array.from(logits.map((value) => value + by)), WIDTH)
      for (let start = 0; start < shares.length; start += WIDTH)
        expect(shares.subarray(start, start + WIDTH).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
      for (const [index, share] of shares.entries())
        expect(Math.abs(share - (moved[index] ?? Number.NaN))).toBeLessThan(1e-4)
    }),
  )
})
