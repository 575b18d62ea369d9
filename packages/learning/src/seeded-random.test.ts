import fc from "fast-check"
import { expect, test } from "vitest"
import { permutation, seededRandom } from "./seeded-random.ts"

const seed = fc.integer({ min: 0, max: 0xffff_ffff })

test("one seed and purpose give one stream; another seed or purpose gives another", () => {
  fc.assert(
    fc.property(seed, seed, (one, other) => {
      const first = (from: number, purpose: string) => {
        const random = seededRandom(from, purpose)
        return Array.from({ length: 8 }, random.uint32)
      }
      expect(first(one, "shuffle")).toEqual(first(one, "shuffle"))
      expect(first(one, "shuffle")).not.toEqual(first(one, "dropout"))
      if (one !== other) expect(first(one, "shuffle")).not.toEqual(first(other, "shuffle"))
    }),
  )
})

test("a permutation holds every index once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), seed, (count, from) => {
      const order = permutation(count, seededRandom(from, "order"))
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index))
    }),
  )
})

test("units lie in [0, 1), are float32, and fill the ten tenths evenly", () => {
  const random = seededRandom(2026, "evenness")
  const tenths = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 10_000; draw++) {
    const unit = random.unit()
    if (unit < 0 || unit >= 1 || Math.fround(unit) !== unit) throw new Error(`${unit} is no such unit`)
    const tenth = Math.floor(unit * 10)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }
  // Chi-square with 9 degrees of freedom: above 27.9 once in a thousand seeds, and this seed is fixed.
  const chiSquare = tenths.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)
  expect(chiSquare).toBeLessThan(27.9)
})

test("every order of three is as likely as the others", () => {
  const random = seededRandom(7, "orders")
  const seen = new Map<string, number>()
  for (let draw = 0; draw < 6_000; draw++) {
    const order = permutation(3, random).join("")
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  expect(seen.size).toBe(6)
  // Five degrees of freedom: above 20.5 once in a thousand seeds.
  expect([...seen.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(20.5)
})

// From the authors' C program, as the tests of the rand_xoshiro crate print it for the state 1, 2, 3, 4.

test("a stream never changes: the hashes of finished studies rest on it", () => {
  const random = seededRandom(2026, "shuffle")
  expect(Array.from({ length: 4 }, random.uint32)).toEqual([3698292484, 2072007170, 3307806529, 2838232644])
})
