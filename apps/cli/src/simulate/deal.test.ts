import fc from "fast-check"
import { expect, test } from "vitest"
import { dealRows } from "./deal.ts"

fc.configureGlobal({ seed: 20_260_102 })
const table = fc.record({
  rows: fc.integer({ min: 2, max: 300 }),
  owners: fc.integer({ min: 1, max: 400 }),
  share: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
  seed: fc.nat(),
})

test("every row is held out or dealt, never both", () => {
  fc.assert(
    fc.property(table, ({ rows, owners, share, seed }) => {
      const { heldOut, owners: hands } = dealRows(rows, owners, share, seed)
      const dealt = new Set(hands.flat())
      expect(heldOut.length).toBeGreaterThan(0)
      expect(heldOut.filter((row) => dealt.has(row))).toEqual([])
      expect(new Set([...heldOut, ...dealt]).size).toBe(rows)
    }),
  )
})

test("everybody holds a row, nobody two more than another, and no hand holds a row twice", () => {
  fc.assert(
    fc.property(table, ({ rows, owners, share, seed }) => {
      const { owners: hands, heldOut, dealtAgain } = dealRows(rows, owners, share, seed)
      const lengths = hands.map((hand) => hand.length)
      expect(hands).toHaveLength(owners)
      expect(Math.min(...lengths)).toBeGreaterThan(0)
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
      for (const hand of hands) expect(new Set(hand).size).toBe(hand.length)
      expect(dealtAgain).toBe(hands.flat().length - (rows - heldOut.length))
    }),
  )
})

test("a seed deals the same cards again, another seed deals others", () => {
  expect(dealRows(100, 7, 0.2, 5)).toEqual(dealRows(100, 7, 0.2, 5))
  expect(dealRows(100, 7, 0.2, 5)).not.toEqual(dealRows(100, 7, 0.2, 6))
})

test("653 owners of the credit data: 131 rows held out, 131 rows dealt a second time", () => {
  const { heldOut, owners, dealtAgain } = dealRows(653, 653, 0.2, 1)
  expect([heldOut.length, owners.flat().length, dealtAgain]).toEqual([131, 653, 131])
})
