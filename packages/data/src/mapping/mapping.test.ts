import type { DatasetSchema } from "@tutti/protocol"
import fc from "fast-check"
import { expect, test } from "vitest"
import { problemSentence } from "../problems.ts"
import { creditApprovalSchema } from "../schema/credit-approval.ts"
import { parseTableText } from "../table/parse-table.ts"
import type { Table } from "../table/table.ts"
import { autoMapping } from "./auto-mapping.ts"
import { mappingProblems } from "./mapping-problems.ts"

const schema: DatasetSchema = {
  header: true,
  columns: [
    { kind: "numeric", name: "Monthly income", missing: "drop-row" },
    { kind: "category", name: "trade", categories: ["Art", "Law", "sea farer"], missing: "drop-row" },
  ],
  target: { kind: "class", name: "label", classes: ["no", "yes"] },
  missingMarkers: ["?"],
}

function table(text: string, header?: boolean): Table {
  const parsed = parseTableText(text, header === undefined ? {} : { header })
  if (!parsed.ok) throw new Error(parsed.problems[0].code)
  return parsed.table
}
const codes = (from: Table, purpose?: "study" | "prediction") =>
  mappingProblems(from, schema, autoMapping(from, schema), purpose).map((found) => [
    found.code,
    found.severity,
    found.column,
  ])

test("columns are found by name in any order, case and spacing", () => {
  const names = fc.constantFrom("Monthly income", "monthlyincome", " MONTHLY  INCOME", "Monthly Income ")
  fc.assert(
    fc.property(names, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (income, order) => {
      const header = [income, "Trade", "LABEL", "other"]
      const cells = ["12.5", "Art", "yes", "9"]
      const text = [header, cells].map((row) => order.map((at) => row[at]).join(",")).join("\n")
      const mapping = autoMapping(table(text), schema)
      expect(mapping.columns.map((source) => source?.column)).toEqual([order.indexOf(0), order.indexOf(1)])
      expect(mapping.target?.column).toBe(order.indexOf(2))
    }),
  )
})

test("an exact name wins over one that differs in case", () => {
  const mapping = autoMapping(table("TRADE,trade,label,monthly income\nArt,Law,yes,1\n"), schema)
  expect(mapping.columns[1]?.column).toBe(1)
})

test("a missing column is named and blocks; a missing target blocks only a study", () => {
  const from = table("trade,monthly income\nArt,1\n")
  expect(codes(from)).toEqual([["D_COLUMN_MISSING", "error", "label"]])
  expect(codes(from, "prediction")).toEqual([])
  const [found] = mappingProblems(from, schema, autoMapping(from, schema))
  expect(found && problemSentence(found)).toBe(
    "Column “label” of the study is not in the file. Choose which column of the file it is, or add it to the file.",
  )
})

test("two columns that fit one name are left to the owner", () => {
  expect(codes(table("trade,Trade ,TRADE,monthly income,label\nArt,Law,Art,1,yes\n"))).toEqual([])
  expect(codes(table("Trade,TRADE,monthly income,label\nArt,Law,1,yes\n"))).toEqual([
    ["D_COLUMN_AMBIGUOUS", "error", "trade"],
  ])
})

test("a file without a header is mapped by position, the target last, where the number fits", () => {
  const from = table("12,Art,yes\n13,Law,no\n", false)
  expect(autoMapping(from, schema)).toMatchObject({
    columns: [{ column: 0 }, { column: 1 }],
    target: { column: 2 },
  })
  expect(codes(from)).toEqual([["D_MAPPED_BY_POSITION", "warning", undefined]])
  const noted = mappingProblems(from, { ...schema, header: false }, autoMapping(from, schema))
  expect(noted).toMatchObject([{ code: "D_MAPPED_BY_POSITION", severity: "note" }])
})

test("without a header and without a target a file is good for prediction", () => {
  const from = table("12,Art\n13,Law\n", false)
  expect(autoMapping(from, schema).target).toBeNull()
  expect(codes(from, "prediction")).toEqual([["D_MAPPED_BY_POSITION", "warning", undefined]])
  expect(codes(from)).toContainEqual(["D_COLUMN_MISSING", "error", "label"])
})

test("another number of columns without names is refused with both numbers", () => {
  const from = table("1,2,3,4,5\n1,2,3,4,6\n", false)
  const [found, ...others] = mappingProblems(
    from,
    creditApprovalSchema,
    autoMapping(from, creditApprovalSchema),
  )
  expect(others).toEqual([])
  expect(found).toMatchObject({ code: "D_COLUMN_COUNT", severity: "error", found: 5, expected: 16 })
})

test("categories in another case or spacing are mapped, others are not", () => {
  const mapping = autoMapping(
    table("monthly income,trade,label\n1,ART,Yes\n2,Sea  Farer,no\n3,farm,NO\n"),
    schema,
  )
  expect(mapping.columns[1]?.values).toEqual([
    ["ART", "Art"],
    ["Sea  Farer", "sea farer"],
  ])
  expect(mapping.target?.values).toEqual([
    ["Yes", "yes"],
    ["NO", "no"],
  ])
})

test("the decimal sign follows the column's cells, else those of the file", () => {
  const two: DatasetSchema = {
    ...schema,
    columns: ["a", "b", "c"].map((name) => ({ kind: "numeric", name, missing: "drop-row" })),
  }
  const from = table("a;b;c;label\n1,5;1.234;7;yes\n2,25;2.500;8;no\n")
  expect(autoMapping(from, two).columns.map((source) => source?.decimal)).toEqual(["comma", "comma", "comma"])
  const mixed = table("a;b;c;label\n1,5;0.25;7;yes\n2,25;2.500;8;no\n")
  expect(
    autoMapping(mixed, two)
      .columns.slice(0, 2)
      .map((source) => source?.decimal),
  ).toEqual(["comma", "point"])
})

test("one column of the file in two places of the study is said", () => {
  const from = table("monthly income,trade,label\n1,Art,yes\n")
  const mapping = autoMapping(from, schema)
  const [income] = mapping.columns
  const twice = { columns: [income ?? null, income ?? null], target: mapping.target }
  expect(mappingProblems(from, schema, twice)).toMatchObject([{ code: "D_COLUMN_TWICE", column: "trade" }])
})

test("a mapping to a column that the file lacks blocks: a stored one may be of another file", () => {
  const from = table("monthly income,trade,label\n1,Art,yes\n")
  const { columns } = autoMapping(from, schema)
  const beyond = { column: 9, decimal: "point" as const, factor: 1, values: [] }
  expect(mappingProblems(from, schema, { columns, target: beyond })).toMatchObject([
    { code: "D_COLUMN_MISSING", column: "label", severity: "error" },
  ])
})
