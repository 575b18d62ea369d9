import fc from "fast-check"
import { expect, test } from "vitest"
import { PackedText } from "./packed-text.ts"

const words = fc.array(fc.string({ unit: "binary", maxLength: 4 }), { minLength: 1, maxLength: 7 })

test("every cell comes back, whatever it holds and however many there are", () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 0, max: 2_500 }), (repeated, count) => {
      const cells = Array.from({ length: count }, (_, row) => repeated[row % repeated.length] ?? "")
      const packed = new PackedText()
      for (const cell of cells) packed.append(cell)
      expect(cells.map((_, row) => packed.at(row))).toEqual(cells)
    }),
    { numRuns: 50 },
  )
})

test.each([0, 1, 1_024, 1_025, 4_000])("a row beyond the last of %d is a bug", (count) => {
  const packed = new PackedText()
  for (let row = 0; row < count; row++) packed.append("x")
  expect(() => packed.at(count)).toThrow(RangeError)
  expect(() => packed.at(count + 1_024)).toThrow(RangeError)
})
