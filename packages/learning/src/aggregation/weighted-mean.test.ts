import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { weightedMean } from "./weighted-mean.ts"

const LENGTH = 5
const entries = fc
  .array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: LENGTH, maxLength: LENGTH })
  .map((values) => Float32Array.from(values))
const weighted = fc.record({ update: entries, weight: fc.integer({ min: 0, max: 5_000 }) })
const cohort = fc
  .array(weighted, { minLength: 1, maxLength: 30 })
  .filter((updates) => updates.some(({ weight }) => weight > 0))

/** One unit in the last place of a float32 as large as the largest entry. */
const lastPlace = (updates: readonly { update: Float32Array }[]) =>
  2 ** -23 * Math.max(2 ** -100, ...updates.flatMap(({ update }) => [...update].map(Math.abs)))

describe("weightedMean", () => {
  test("equals the mean in exact arithmetic, rounded once", () => {
    // Multiples of 1/1024 up to ±64 and integer weights: scaled by 1024, every sum is an exact integer.
    const scaled = fc.array(fc.integer({ min: -65_536, max: 65_536 }), { minLength: 3, maxLength: 3 })
    const exact = fc.array(fc.tuple(scaled, fc.bigInt({ min: 1n, max: 5_000n })), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(exact, (updates) => {
        const total = updates.reduce((sum, [, weight]) => sum + weight, 0n)
        const sums = [0, 1, 2].map((index) =>
          updates.reduce((sum, [values, weight]) => sum + BigInt(values[index] ?? 0) * weight, 0n),
        )
        const mean = weightedMean(
          updates.map(([values, weight]) => ({
            update: Float32Array.from(values, (value) => value / 1_024),
            weight: Number(weight),
          })),
        )
        expect([...mean]).toEqual(sums.map((sum) => Math.fround(Number(sum) / Number(total) / 1_024)))
      }),
    )
  })

  test("another order changes at most the last place", () => {
    fc.assert(
      fc.property(cohort, fc.infiniteStream(fc.nat()), (updates, keys) => {
        const shuffled = updates
          .map((update) => ({ update, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ update }) => update)
        const [one, other] = [weightedMean(updates), weightedMean(shuffled)]
        for (const [index, value] of one.entries())
          expect(Math.abs(value - (other[index] ?? Number.NaN))).toBeLessThanOrEqual(lastPlace(updates))
      }),
    )
  })

  test("one order gives one result to the bit", () => {
    fc.assert(
      fc.property(cohort, (updates) => {
        expect(weightedMean(updates)).toEqual(weightedMean(updates))
      }),
    )
  })

  test("the mean of equal updates is that update, whatever they weigh", () => {
    fc.assert(
      fc.property(
        entries,
        fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1 }),
        (update, weights) => {
          const mean = weightedMean(weights.map((weight) => ({ update, weight })))
          for (const [index, value] of mean.entries())
            expect(Math.abs(value - (update[index] ?? Number.NaN))).toBeLessThanOrEqual(
              lastPlace([{ update }]),
            )
        },
      ),
    )
  })

  test("an update of weight 0 changes nothing", () => {
    fc.assert(
      fc.property(cohort, entries, (updates, update) => {
        expect(weightedMean([...updates, { update, weight: 0 }])).toEqual(weightedMean(updates))
      }),
    )
  })

  test("vectors longer than a block are averaged to their end", () => {
    const update = Float32Array.from({ length: 5_000 }, (_, index) => index)
    const mean = weightedMean([
      { update, weight: 1 },
      { update: new Float32Array(5_000), weight: 3 },
    ])
    expect(mean).toEqual(Float32Array.from({ length: 5_000 }, (_, index) => index / 4))
  })

  test("refuses no update, different lengths, and weights that weigh nothing", () => {
    const update = Float32Array.of(1, 2)
    expect(() => weightedMean([])).toThrow(RangeError)
    expect(() =>
      weightedMean([
        { update, weight: 1 },
        { update: Float32Array.of(1), weight: 1 },
      ]),
    ).toThrow(/expected 2/)
    expect(() => weightedMean([{ update, weight: 0 }])).toThrow(/sum to 0/)
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => weightedMean([{ update, weight }])).toThrow(/cannot weigh/)
  })
})
