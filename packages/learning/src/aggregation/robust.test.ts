import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bucketedMedian } from "./bucketed-median.ts"
import { trimmedMean } from "./trimmed-mean.ts"

const LENGTH = 3
const vectorOf = (entry: fc.Arbitrary<number>) =>
  fc.array(entry, { minLength: LENGTH, maxLength: LENGTH }).map((entries) => Float32Array.from(entries))
const honest = vectorOf(fc.float({ min: -10, max: 10, noNaN: true }))
const anything = vectorOf(fc.float({ noNaN: true, noDefaultInfinity: true }))
const seed = fc.integer({ min: 0, max: 0xffff_ffff })

const column = (updates: readonly Float32Array[], index: number) =>
  updates.map((update) => update[index] ?? Number.NaN)
const reversed = (updates: readonly Float32Array[]) => [...updates].reverse()

/** Every coordinate of the result lies between the smallest and the largest honest value of that coordinate. */
function expectWithinHonest(result: Float32Array, updates: readonly Float32Array[]) {
  for (const [index, value] of result.entries()) {
    expect(value).toBeGreaterThanOrEqual(Math.min(...column(updates, index)))
    expect(value).toBeLessThanOrEqual(Math.max(...column(updates, index)))
  }
}

describe("trimmedMean", () => {
  const trim = fc.double({ min: 0, max: 0.49, noNaN: true })
  const cohort = fc.array(honest, { minLength: 1, maxLength: 15 })

  test("equals striking out the largest and the smallest, one pair after the other", () => {
    fc.assert(
      fc.property(cohort, trim, (updates, share) => {
        const result = trimmedMean(updates, share)
        for (const [index, value] of result.entries()) {
          const left = column(updates, index)
          for (let pair = 1; pair <= Math.floor(share * updates.length); pair++) {
            left.splice(left.indexOf(Math.max(...left)), 1)
            left.splice(left.indexOf(Math.min(...left)), 1)
          }
          expect(value).toBeCloseTo(left.reduce((sum, entry) => sum + entry, 0) / left.length, 5)
        }
      }),
    )
  })

  test("no order of the updates gives another result", () => {
    fc.assert(
      fc.property(cohort, trim, (updates, share) => {
        expect(trimmedMean(reversed(updates), share)).toEqual(trimmedMean(updates, share))
      }),
    )
  })

  test("as many liars as are trimmed at one end cannot leave the honest range", () => {
    const honestAndLiars = fc
      .array(honest, { minLength: 3, maxLength: 12 })
      .chain((updates) =>
        fc.tuple(
          fc.constant(updates),
          fc.array(anything, { minLength: 1, maxLength: Math.ceil(updates.length / 2) - 1 || 1 }),
        ),
      )
    fc.assert(
      fc.property(honestAndLiars, ([updates, liars]) => {
        const all = [...updates, ...liars]
        const share = liars.length / all.length + 1e-9
        expectWithinHonest(trimmedMean(all, share), updates)
      }),
    )
  })

  test("the trimmed mean of equal updates is that update", () => {
    fc.assert(
      fc.property(honest, fc.integer({ min: 1, max: 9 }), trim, (update, owners, share) => {
        const updates = new Array<Float32Array>(owners).fill(update)
        for (const [index, value] of trimmedMean(updates, share).entries())
          expect(value).toBeCloseTo(update[index] ?? Number.NaN, 5)
      }),
    )
  })

  test("refuses no update, different lengths and a trim of a half", () => {
    expect(() => trimmedMean([], 0.1)).toThrow(RangeError)
    expect(() => trimmedMean([Float32Array.of(1), Float32Array.of(1, 2)], 0.1)).toThrow(RangeError)
    for (const share of [0.5, -0.1, Number.NaN])
      expect(() => trimmedMean([Float32Array.of(1)], share)).toThrow(/cannot trim/)
  })
})

describe("bucketedMedian", () => {
  const cohort = fc.array(honest, { minLength: 1, maxLength: 15 })

  test("with buckets of one, half of the values lie on either side, in any order", () => {
    fc.assert(
      fc.property(cohort, seed, (updates, from) => {
        const result = bucketedMedian(updates, 1, from)
        expect(bucketedMedian(reversed(updates), 1, from)).toEqual(result)
        for (const [index, value] of result.entries()) {
          const values = column(updates, index)
          expect(values.filter((other) => other <= value).length).toBeGreaterThanOrEqual(values.length / 2)
          expect(values.filter((other) => other >= value).length).toBeGreaterThanOrEqual(values.length / 2)
        }
      }),
    )
  })

  test("with one bucket for all it is the mean", () => {
    fc.assert(
      fc.property(cohort, seed, (updates, from) => {
        const result = bucketedMedian(updates, updates.length, from)
        for (const [index, value] of result.entries())
          expect(value).toBeCloseTo(
            column(updates, index).reduce((sum, entry) => sum + entry, 0) / updates.length,
            4,
          )
      }),
    )
  })

  test("liars in fewer than half of the buckets cannot leave the honest range", () => {
    const bucketed = fc
      .record({
        bucketSize: fc.integer({ min: 1, max: 3 }),
        updates: fc.array(honest, { minLength: 9, maxLength: 18 }),
      })
      .chain(({ bucketSize, updates }) =>
        fc.record({
          bucketSize: fc.constant(bucketSize),
          updates: fc.constant(updates),
          // At worst each liar spoils a bucket of its own.
          liars: fc.array(anything, {
            maxLength: Math.ceil(Math.ceil(updates.length / bucketSize) / 2) - 1,
          }),
        }),
      )
    fc.assert(
      fc.property(bucketed, seed, ({ bucketSize, updates, liars }, from) => {
        const honestPart = updates.slice(liars.length)
        const result = bucketedMedian([...liars, ...honestPart], bucketSize, from)
        expectWithinHonest(result, honestPart)
      }),
    )
  })

  test("the seed decides who shares a bucket", () => {
    const updates = Array.from({ length: 9 }, (_, index) => Float32Array.of(index ** 3))
    const results = new Set(Array.from({ length: 20 }, (_, from) => bucketedMedian(updates, 3, from)[0]))
    expect(results.size).toBeGreaterThan(1)
    expect(bucketedMedian(updates, 3, 5)).toEqual(bucketedMedian(updates, 3, 5))
  })

  test("refuses no update and buckets of no size", () => {
    expect(() => bucketedMedian([], 2, 1)).toThrow(RangeError)
    for (const size of [0, 1.5, Number.NaN])
      expect(() => bucketedMedian([Float32Array.of(1)], size, 1)).toThrow(/cannot fill/)
  })
})
