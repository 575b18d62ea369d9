import fc from "fast-check"
import { expect, test } from "vitest"
import { splitRows } from "./split.ts"

const rows = fc.integer({ min: 1, max: 300 })
const fraction = fc.double({ min: 0, max: 0.5, noNaN: true })
const seed = fc.integer({ min: 0, max: 0xffff_ffff })

test("every row is in exactly one part, in ascending order", () => {
  fc.assert(
    fc.property(rows, fraction, seed, (count, share, value) => {
      const { training, validation } = splitRows(count, share, value)
      const both = [...training, ...validation].sort((a, b) => a - b)
      expect(both).toEqual(Array.from({ length: count }, (_, index) => index))
      expect([...training]).toEqual([...training].sort((a, b) => a - b))
      expect([...validation]).toEqual([...validation].sort((a, b) => a - b))
    }),
  )
})

test("the validation part is the fraction, rounded down", () => {
  fc.assert(
    fc.property(rows, fraction, seed, (count, share, value) => {
      expect(splitRows(count, share, value).validation.length).toBe(Math.floor(count * share))
    }),
  )
})

test("the seed decides: the same gives the same split, another one another", () => {
  expect(splitRows(100, 0.2, 5)).toEqual(splitRows(100, 0.2, 5))
  expect(splitRows(100, 0.2, 5)).not.toEqual(splitRows(100, 0.2, 6))
})

test("every row is as likely to be held back as any other", () => {
  const held = new Float64Array(10)
  for (let value = 0; value < 4_000; value++)
    for (const row of splitRows(10, 0.3, value).validation) held[row] = (held[row] ?? 0) + 1
  // Binomial(4000, 0.3): mean 1200, standard deviation 29; five of them.
  for (const count of held) expect(Math.abs(count - 1_200)).toBeLessThan(145)
})

test("an owner of one row trains on it; an owner of none has none", () => {
  expect(splitRows(1, 0.5, 3)).toEqual({ training: Uint32Array.of(0), validation: new Uint32Array() })
  expect(splitRows(0, 0.2, 3)).toEqual({ training: new Uint32Array(), validation: new Uint32Array() })
})
