import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { BLOCK } from "./block.ts"
import type { Passes } from "./passes.ts"
import { scalarPasses } from "./scalar-passes.ts"
import { simdPasses } from "./simd-passes.ts"

const entry = fc.oneof(
  fc.float(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** -149),
)
const pair = fc
  .array(fc.tuple(entry, entry), { maxLength: 40 })
  .map((pairs) => [0, 1].map((side) => Float32Array.from(pairs, (both) => both[side] ?? 0)))
/** As long as a model, from a few entries that repeat. */
const long = fc
  .tuple(fc.array(fc.float({ noNaN: true, min: -8, max: 8 }), { minLength: 3, maxLength: 9 }), fc.nat(5))
  .map(([values, more]) =>
    Float32Array.from({ length: 2 * BLOCK + more }, (_, index) => values[(index * 7) % values.length] ?? 0),
  )
const scale = fc.integer({ min: -10, max: 45 }).map((bits) => 2 ** bits)
const weight = fc.nat(10_000)

/** This engine has SIMD: otherwise nothing here would compare anything. */
function simd(): Passes {
  const passes = simdPasses()
  if (passes === undefined) throw new Error("no WASM SIMD in this engine")
  return passes
}

describe("WASM SIMD and plain loops give the same bits", () => {
  const fast = simd()

  function holdsFor(one: Float32Array, other: Float32Array, power: number, rows: number): void {
    expect(fast.squaredDistance(one, other)).toBe(scalarPasses.squaredDistance(one, other))
    const start = Float64Array.from(other, (value, index) => value * index)
    const [quick, plain] = [Float64Array.from(start), Float64Array.from(start)]
    fast.addRounded(quick, one, power, rows)
    scalarPasses.addRounded(plain, one, power, rows)
    expect(quick).toEqual(plain)
  }

  test("for any entries, the not finite ones among them", () => {
    fc.assert(
      fc.property(pair, scale, weight, ([one, other], power, rows) => {
        if (one !== undefined && other !== undefined) holdsFor(one, other, power, rows)
      }),
    )
  })

  test("for vectors of several blocks and a rest", () => {
    fc.assert(
      fc.property(long, scale, weight, (one, power, rows) => holdsFor(one, one.toReversed(), power, rows)),
      { numRuns: 10 },
    )
  })

  test("a block that was full of something else leaves no trace in a short one", () => {
    fast.squaredDistance(new Float32Array(BLOCK).fill(3), new Float32Array(BLOCK))
    expect(fast.squaredDistance(Float32Array.of(1, 2, 3, 4, 5), new Float32Array(5))).toBe(55)
  })
})

describe.each([
  ["WASM SIMD", simd()],
  ["plain loops", scalarPasses],
])("%s", (_, passes) => {
  test("squares add up exactly while they are integers", () => {
    const integers = fc.array(
      fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -999, max: 999 })),
    )
    fc.assert(
      fc.property(integers, (pairs) => {
        const [one, other] = [0, 1].map((side) => Float32Array.from(pairs, (both) => both[side] ?? 0))
        const expected = pairs.reduce((sum, [left, right]) => sum + BigInt(left - right) ** 2n, 0n)
        expect(passes.squaredDistance(one ?? new Float32Array(), other ?? new Float32Array())).toBe(
          Number(expected),
        )
      }),
    )
  })

  test("an entry is rounded to the nearest unit before it is weighed", () => {
    const sums = Float64Array.of(100, 0, 0, 0, 0)
    passes.addRounded(sums, Float32Array.of(0.25, 0.375, -0.375, 1.1, -7), 4, 10)
    expect([...sums]).toEqual([110, 20, -20, 40, -280])
  })
})
