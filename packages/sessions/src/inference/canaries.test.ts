import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { hideCopies, labelsOfRows } from "./canaries.ts"

const sizes = [fc.integer({ min: 1, max: 30 }), fc.nat(10), fc.string()] as const

describe("[EI26] copies among the rows", () => {
  test("every row stands somewhere, and there are as many copies as were asked for", () => {
    fc.assert(
      fc.property(...sizes, (rows, copies, seed) => {
        const sources = hideCopies(rows, copies, unsafeSeededRandom(seed))
        expect(sources).toHaveLength(rows + copies)
        expect([...new Set(sources)].sort((a, b) => a - b)).toEqual(
          Array.from({ length: rows }, (_, row) => row),
        )
      }),
    )
  })

  test("honest labels come back in the order of the rows", () => {
    fc.assert(
      fc.property(...sizes, (rows, copies, seed) => {
        const sources = hideCopies(rows, copies, unsafeSeededRandom(seed))
        const truth = Array.from({ length: rows }, (_, row) => (7 * row) % 10)
        expect(
          labelsOfRows(
            sources.map((row) => truth[row] ?? -1),
            sources,
          ),
        ).toEqual(truth)
      }),
    )
  })

  test("a copy that differs from its original is found, whichever of the two was changed", () => {
    const sources = [1, 0, 1, 2]
    expect(labelsOfRows([5, 3, 5, 8], sources)).toEqual([3, 5, 8])
    expect(labelsOfRows([4, 3, 5, 8], sources)).toBeUndefined()
    expect(labelsOfRows([5, 3, 4, 8], sources)).toBeUndefined()
  })

  test("every order of three rows comes about, about as often", () => {
    const random = unsafeSeededRandom("orders")
    const counts = new Map<string, number>()
    for (let time = 0; time < 6_000; time++) {
      const order = hideCopies(3, 0, random).join("")
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // Five standard deviations of a count of 1,000 are 144.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(144)
  })
})
