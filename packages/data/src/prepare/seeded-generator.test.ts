import fc from "fast-check"
import { expect, test } from "vitest"
import { seededGenerator, xoshiro128 } from "./seeded-generator.ts"

test("xoshiro128** gives the numbers of its authors' program", () => {
  // xoshiro128starstar.c v1.1 from state 1, 2, 3, 4, as the tests of Rust's rand_xoshiro list them.
  const generator = xoshiro128(1, 2, 3, 4)
  expect(Array.from({ length: 10 }, generator.next)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ])
})

const seed = fc.integer({ min: 0, max: 0xffff_ffff })

test("the same seed gives the same numbers, neighbouring seeds others", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_fffe }), (value) => {
      const draw = (from: number) => Array.from({ length: 8 }, seededGenerator(from).next)
      expect(draw(value)).toEqual(draw(value))
      expect(draw(value)).not.toEqual(draw(value + 1))
    }),
  )
})

test("below stays below, for every bound up to 2^32", () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 2 ** 32 }), (value, bound) => {
      const generator = seededGenerator(value)
      for (let draw = 0; draw < 20; draw++) {
        const number = generator.below(bound)
        expect(Number.isInteger(number) && number >= 0 && number < bound).toBe(true)
      }
    }),
  )
})

test("below has no favourites: every residue of 6 comes about as often", () => {
  const generator = seededGenerator(11)
  const counts = [0, 0, 0, 0, 0, 0]
  for (let draw = 0; draw < 60_000; draw++) {
    const value = generator.below(6)
    counts[value] = (counts[value] ?? 0) + 1
  }
  // Chi-square with 5 degrees of freedom: 20.5 is exceeded once in a thousand seeds.
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  expect(chiSquare).toBeLessThan(20.5)
})
