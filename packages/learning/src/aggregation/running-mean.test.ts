import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { RunningMean } from "./running-mean.ts"

const LENGTH = 5
const entries = fc
  .array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: LENGTH, maxLength: LENGTH })
  .map((values) => Float32Array.from(values))
type Weighted = { model: Float32Array; weight: number }
const weighted = fc.record({ model: entries, weight: fc.integer({ min: 0, max: 5_000 }) })
const cohort = fc
  .array(weighted, { minLength: 1, maxLength: 30 })
  .filter((models) => models.some(({ weight }) => weight > 0))

const HUNDREDS = new Float32Array(LENGTH).fill(100)

function mean(models: readonly Weighted[], base: Float32Array = HUNDREDS): Float32Array {
  const running = new RunningMean(
    base,
    models.reduce((sum, { weight }) => sum + weight, 0),
  )
  for (const { model, weight } of models) running.add(model, weight)
  return running.value()
}

/** One unit in the last place of a float32 as large as the entries are said to be. */
const LAST_PLACE = 2 ** -23 * 100

describe("RunningMean", () => {
  test("equals the mean in exact arithmetic, rounded once", () => {
    // Multiples of 1/1024 up to ±64 and integer weights: scaled by 1024, every sum is an exact integer.
    const scaled = fc.array(fc.integer({ min: -65_536, max: 65_536 }), { minLength: 3, maxLength: 3 })
    const exact = fc.array(fc.tuple(scaled, fc.bigInt({ min: 1n, max: 5_000n })), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(exact, (models) => {
        const total = models.reduce((sum, [, weight]) => sum + weight, 0n)
        const sums = [0, 1, 2].map((index) =>
          models.reduce((sum, [values, weight]) => sum + BigInt(values[index] ?? 0) * weight, 0n),
        )
        const averaged = mean(
          models.map(([values, weight]) => ({
            model: Float32Array.from(values, (value) => value / 1_024),
            weight: Number(weight),
          })),
          new Float32Array(3).fill(64),
        )
        expect([...averaged]).toEqual(sums.map((sum) => Math.fround(Number(sum) / Number(total) / 1_024)))
      }),
    )
  })

  test("is within one last place of the largest entries of the mean in float64", () => {
    fc.assert(
      fc.property(cohort, (models) => {
        const total = models.reduce((sum, { weight }) => sum + weight, 0)
        for (const [index, value] of mean(models).entries()) {
          const sum = models.reduce((all, { model, weight }) => all + weight * (model[index] ?? 0), 0)
          expect(Math.abs(value - sum / total)).toBeLessThanOrEqual(LAST_PLACE)
        }
      }),
    )
  })

  test("any order gives the same result to the bit", () => {
    fc.assert(
      fc.property(cohort, fc.infiniteStream(fc.nat()), (models, keys) => {
        const shuffled = models
          .map((model) => ({ model, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ model }) => model)
        expect(mean(shuffled)).toEqual(mean(models))
      }),
    )
  })

  test("also of a million rows", () => {
    const models = Array.from({ length: 100 }, (_, owner) => ({
      model: Float32Array.from({ length: LENGTH }, (_, index) => Math.sin(owner * LENGTH + index)),
      weight: 10_000 + owner,
    }))
    const ones = new Float32Array(LENGTH).fill(1)
    expect(mean([...models].reverse(), ones)).toEqual(mean(models, ones))
  })

  test("entries far larger than the first model's are averaged all the same", () => {
    const models = [1e6, 3e6].map((value) => ({ model: new Float32Array(LENGTH).fill(value), weight: 1 }))
    expect(mean(models, new Float32Array(LENGTH))).toEqual(new Float32Array(LENGTH).fill(2e6))
  })

  test("a model of weight 0 changes nothing", () => {
    fc.assert(
      fc.property(cohort, entries, (models, model) => {
        expect(mean([...models, { model, weight: 0 }])).toEqual(mean(models))
      }),
    )
  })

  test("what was added is not kept, nor changed", () => {
    const model = new Float32Array(LENGTH).fill(3)
    const running = new RunningMean(HUNDREDS, 2)
    running.add(model, 2)
    expect(model).toEqual(new Float32Array(LENGTH).fill(3))
    model.fill(50)
    expect(running.value()).toEqual(new Float32Array(LENGTH).fill(3))
  })

  test("refuses other lengths, and weights that weigh nothing or are no numbers of rows", () => {
    const running = new RunningMean(HUNDREDS, 10)
    expect(() => running.value()).toThrow(/sum to 0/)
    expect(() => running.add(Float32Array.of(1), 1)).toThrow(/expected 5/)
    for (const weight of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => running.add(HUNDREDS, weight)).toThrow(/cannot weigh/)
    for (const most of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => new RunningMean(HUNDREDS, most)).toThrow(/cannot weigh/)
  })
})
