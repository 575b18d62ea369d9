import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { applyUpdate, clipUpdate, difference, distance, firstNonFinite, norm } from "./vectors.ts"

const entry = fc.float({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true })
const vector = fc.array(entry, { minLength: 1, maxLength: 40 }).map((entries) => Float32Array.from(entries))
const pair = fc
  .array(fc.tuple(entry, entry), { minLength: 1, maxLength: 40 })
  .map(
    (entries) =>
      [
        Float32Array.from(entries, ([first]) => first),
        Float32Array.from(entries, ([, second]) => second),
      ] as const,
  )
const notFinite = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)

describe("difference and applyUpdate", () => {
  test("applying what training changed gives what was trained", () => {
    fc.assert(
      fc.property(pair, ([trained, global]) => {
        const again = applyUpdate(global, difference(trained, global))
        for (const [index, weight] of again.entries())
          expect(Math.abs(weight - (trained[index] ?? Number.NaN))).toBeLessThanOrEqual(2 ** -23 * 2000)
      }),
    )
  })

  test("nothing is written into the arguments", () => {
    const trained = Float32Array.of(3, 4)
    const global = Float32Array.of(1, 1)
    expect([...difference(trained, global), ...applyUpdate(global, trained)]).toEqual([2, 3, 4, 5])
    expect([...trained, ...global]).toEqual([3, 4, 1, 1])
  })

  test("vectors of different length are refused, with both lengths", () => {
    expect(() => difference(new Float32Array(3), new Float32Array(2))).toThrow(/expected 2.*of 3/)
    expect(() => applyUpdate(new Float32Array(2), new Float32Array(3))).toThrow(RangeError)
  })
})

describe("distance", () => {
  test("is the norm of the difference, and never finite when an entry is not", () => {
    fc.assert(
      fc.property(pair, notFinite, ([one, other], strange) => {
        expect(distance(one, other)).toBeCloseTo(
          Math.hypot(...one.map((value, index) => value - (other[index] ?? 0))),
          1,
        )
        expect(distance(one, one)).toBe(0)
        expect(Number.isFinite(distance(one.with(0, strange), other))).toBe(false)
      }),
    )
  })

  test("refuses vectors of two lengths", () => {
    expect(() => distance(new Float32Array(2), new Float32Array(3))).toThrow(/expected 3/)
  })
})

describe("norm", () => {
  test("is Euclid's, and survives squares that float32 could not hold", () => {
    expect(norm(Float32Array.of(3, -4))).toBe(5)
    expect(norm(Float32Array.of(2e30, 0))).toBeCloseTo(Math.fround(2e30), -20)
    fc.assert(
      fc.property(vector, (entries) => {
        expect(norm(entries)).toBeCloseTo(Math.hypot(...entries), 6)
      }),
    )
  })

  test("one entry that is not finite shows", () => {
    fc.assert(
      fc.property(vector, notFinite, fc.nat(), (entries, bad, at) => {
        entries[at % entries.length] = bad
        expect(Number.isFinite(norm(entries))).toBe(false)
      }),
    )
  })
})

describe("clipUpdate", () => {
  const clipNorm = fc.double({ min: 0.01, max: 5_000, noNaN: true })

  test("the norm is at most C, up to float32 rounding, and the direction is kept", () => {
    fc.assert(
      fc.property(vector, clipNorm, (update, bound) => {
        const clipped = clipUpdate(update, bound)
        const before = Math.hypot(...update)
        const after = Math.hypot(...clipped)
        expect(after).toBeLessThanOrEqual(bound * (1 + 2 ** -22))
        for (const [index, entry] of clipped.entries())
          expect(Math.abs(entry * before - (update[index] ?? Number.NaN) * after)).toBeLessThanOrEqual(
            1e-5 * before * after + 1e-30,
          )
      }),
    )
  })

  test("an update that is short enough stays as it is, in an array of its own", () => {
    const update = Float32Array.of(0.3, -0.4)
    const clipped = clipUpdate(update, 0.6)
    expect(clipped).toEqual(update)
    expect(clipped).not.toBe(update)
  })

  test("what cannot be clipped is refused", () => {
    const update = Float32Array.of(1, 2)
    for (const bound of [0, -1, Number.NaN]) expect(() => clipUpdate(update, bound)).toThrow(RangeError)
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => clipUpdate(Float32Array.of(1, bad), 1)).toThrow(/cannot clip/)
  })
})

test("firstNonFinite points at the first entry that is NaN or infinite, and is −1 without one", () => {
  fc.assert(
    fc.property(vector, notFinite, fc.nat(), (entries, bad, at) => {
      expect(firstNonFinite(entries)).toBe(-1)
      const place = at % entries.length
      entries.fill(bad, place)
      expect(firstNonFinite(entries)).toBe(place)
    }),
  )
})
