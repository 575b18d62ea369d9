import { creditApprovalSchema, parseTableText, type Table } from "@tutti/data"
import fc from "fast-check"
import { expect, test } from "vitest"
import { sampleFor, samplePart } from "./sample.ts"

fc.configureGlobal({ seed: 20_261_121 })

function tableOf(rows: number): Table {
  const parsed = parseTableText(
    ["id,x", ...Array.from({ length: rows }, (_, row) => `r${row},1`)].join("\n"),
    { header: true },
  )
  if (!parsed.ok) throw new Error("a table of numbered rows parses")
  return parsed.table
}
const idsOf = (table: Table) => Array.from({ length: table.rows }, (_, row) => table.columns[0]?.at(row))

test("the parts of a sample share it out: every row once, sizes within one of each other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 120 }), fc.integer({ min: 1, max: 12 }), (rows, parts) => {
      const table = tableOf(rows)
      const dealt = Array.from({ length: parts }, (_, part) => idsOf(samplePart(table, part, parts)))
      expect(dealt.flat().toSorted()).toEqual(idsOf(table).toSorted())
      const sizes = dealt.map((ids) => ids.length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})

test("the same part is the same rows every time, and not the first rows of the file", () => {
  const table = tableOf(100)
  expect(idsOf(samplePart(table, 3, 10))).toEqual(idsOf(samplePart(table, 3, 10)))
  expect(idsOf(samplePart(table, 0, 10))).not.toEqual(idsOf(table).slice(0, 10))
})

test("the sample is offered to studies with its very columns and to no other", () => {
  expect(sampleFor(creditApprovalSchema)).toBe("/samples/credit-synthetic.csv")
  expect(sampleFor({ ...creditApprovalSchema, columns: creditApprovalSchema.columns.slice(1) })).toBeNull()
})
