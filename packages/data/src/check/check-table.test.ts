import type { DatasetSchema } from "@tutti/protocol"
import fc from "fast-check"
import { expect, test } from "vitest"
import { autoMapping } from "../mapping/auto-mapping.ts"
import type { Mapping } from "../mapping/mapping.ts"
import { problemCells, problemSentence } from "../problems.ts"
import { parseTableText } from "../table/parse-table.ts"
import type { Table } from "../table/table.ts"
import { checkTable } from "./check-table.ts"
import { usableRows } from "./survey.ts"

const schema: DatasetSchema = {
  header: true,
  columns: [
    { kind: "numeric", name: "age", unit: "years", min: 18, max: 99, missing: "drop-row" },
    { kind: "numeric", name: "debt", missing: "impute-mean" },
    { kind: "binary", name: "owner", values: ["no", "yes"], missing: { imputeWith: "no" } },
    { kind: "category", name: "trade", categories: ["art", "law", "sea"], missing: "drop-row" },
  ],
  target: { kind: "class", name: "label", classes: ["-", "+"] },
  missingMarkers: ["?", "NA"],
}

function table(...rows: string[]): Table {
  const parsed = parseTableText(["age,debt,owner,trade,label", ...rows, ""].join("\n"), { delimiter: "," })
  if (!parsed.ok) throw new Error(parsed.problems[0].code)
  return parsed.table
}
const check = (from: Table, mapping: Mapping = autoMapping(from, schema)) => checkTable(from, schema, mapping)
const filler = (count: number) =>
  Array.from({ length: count }, (_, row) =>
    row % 2 === 0 ? `${20 + row},${row},yes,art,+` : `${20 + row},${row},no,law,-`,
  )

const anyCell = (values: string[]) => fc.constantFrom(...values, "", "?", "NA", " ", "x")
const anyRow = fc.tuple(
  anyCell(["18", "30.5", "99", "17.9", "100", "1e2"]),
  anyCell(["0", "-3", "7"]),
  anyCell(["no", "yes", " yes "]),
  anyCell(["art", "law", "sea"]),
  anyCell(["-", "+"]),
)

test("a row is usable exactly when each cell is readable or is missing and filled in", () => {
  const missing = (cell: string) => ["", "?", "NA"].includes(cell.trim())
  const usable = ([age, debt, owner, trade, label]: string[]) =>
    ["18", "30.5", "99"].includes(age ?? "") &&
    (["0", "-3", "7"].includes(debt ?? "") || missing(debt ?? "")) &&
    (["no", "yes"].includes((owner ?? "").trim()) || missing(owner ?? "")) &&
    ["art", "law", "sea"].includes(trade ?? "") &&
    ["-", "+"].includes(label ?? "")
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 8 }), (rows) => {
      const quoted = rows.map((row) => row.map((cell) => `"${cell}"`).join(","))
      const from = table(...quoted)
      const expected = rows.flatMap((row, index) => (usable(row) ? [index] : []))
      expect([...usableRows(from, schema, autoMapping(from, schema))]).toEqual(expected)
      expect(check(from).usableRows).toBe(expected.length)
    }),
    { numRuns: 300 },
  )
})

test("every column reports its missing values, what happens to them, and its range", () => {
  const report = check(table("20,,yes,art,+", "30,5,?,art,-", "?,7,no,NA,-", "40,9,no,sea,+"))
  expect(report).toMatchObject({ ok: true, rows: 4, usableRows: 3 })
  expect(report.columns).toMatchObject([
    { name: "age", missing: 1, missingShare: 0.25, action: "drop-row", range: { smallest: 20, largest: 40 } },
    { name: "debt", missing: 1, action: "impute-mean", range: { smallest: 5, largest: 9 } },
    { name: "owner", missing: 1, action: { imputeWith: "no" }, range: null },
    { name: "trade", missing: 1, action: "drop-row" },
    { name: "label", missing: 0, kind: "class" },
  ])
  expect(report.classBalance).toEqual([
    { value: "-", rows: 1 },
    { value: "+", rows: 2 },
  ])
  expect(report.problems.map(({ code, column, places }) => [code, column, places[0]?.line])).toEqual([
    ["D_MISSING_DROPPED", "age", 4],
    ["D_MISSING_IMPUTED", "debt", 2],
    ["D_MISSING_IMPUTED", "owner", 3],
    ["D_MISSING_DROPPED", "trade", 4],
  ])
})

test("cells that cannot be used are named by line, their text only on the owner's own screen", () => {
  const report = check(
    table(...filler(30), "old,1,yes,art,+", "17,1,yes,art,+", "30,1,maybe,farm,+", "31,1,yes,art,o"),
  )
  const said = report.problems.map((found) => [found.code, found.column, found.severity, problemCells(found)])
  expect(said).toEqual([
    ["D_NOT_A_NUMBER", "age", "warning", "line 32: “old”"],
    ["D_OUT_OF_RANGE", "age", "warning", "line 33: “17”"],
    ["D_UNKNOWN_CATEGORY", "owner", "warning", "line 34: “maybe”"],
    ["D_UNKNOWN_CATEGORY", "trade", "warning", "line 34: “farm”"],
    ["D_UNKNOWN_CATEGORY", "label", "warning", "line 35: “o”"],
  ])
  for (const found of report.problems) expect(problemSentence(found)).not.toMatch(/old|17|maybe|farm|“o”/)
  expect(report.columns[0]).toMatchObject({
    notNumbers: 1,
    outOfRange: 1,
    badRows: [
      { line: 32, cell: "old" },
      { line: 33, cell: "17" },
    ],
  })
  expect(report).toMatchObject({ ok: true, rows: 34, usableRows: 30 })
})

test("only the first five of many bad rows are listed, and all are counted", () => {
  const report = check(table(...filler(79), ...Array.from({ length: 8 }, () => "x,1,yes,art,+")))
  const [found] = report.problems
  expect(found).toMatchObject({ code: "D_NOT_A_NUMBER", count: 8 })
  expect(found?.places.map(({ line }) => line)).toEqual([81, 82, 83, 84, 85])
  expect(found && problemSentence(found)).toMatch(/in 8 rows \(lines 81, 82, 83, 84, 85 and more\)/)
})

test("a column that is wrong in more than a tenth of its rows blocks: it is the wrong column", () => {
  const report = check(table(...filler(8), "x,1,yes,art,+"))
  expect(report.ok).toBe(false)
  expect(report.problems).toMatchObject([{ code: "D_NOT_A_NUMBER", severity: "error", column: "age" }])
})

test("constant and empty columns are named", () => {
  const report = check(table("20,,yes,art,+", "30,,no,art,-"))
  expect(report.problems.map(({ code, column, severity }) => [code, column, severity])).toEqual([
    ["D_EMPTY_COLUMN", "debt", "warning"],
    ["D_CONSTANT_COLUMN", "trade", "warning"],
  ])
  expect(report.columns[3]).toMatchObject({ constant: true })
  expect(check(table(",1,yes,art,+", ",2,no,law,-")).problems).toMatchObject([
    { code: "D_EMPTY_COLUMN", column: "age", severity: "error" },
    { code: "D_NO_ROWS_LEFT", severity: "error" },
  ])
})

test("a row without its target never takes part", () => {
  expect(check(table("20,1,yes,art,+", "30,1,yes,art,?"))).toMatchObject({ usableRows: 1 })
})

test("one row alone is fine, and has one class", () => {
  const report = check(table("20,1,yes,art,+"))
  expect(report).toMatchObject({ ok: true, usableRows: 1 })
  expect(report.problems.map(({ code }) => code)).toEqual(["D_ONE_CLASS"])
})

test("numbers worth a look: more than 15 digits, and signs that two readings fit", () => {
  const report = check(table("20,1.234,yes,art,+", "30,1234567890123456,no,law,-"))
  expect(report.problems.map(({ code, column }) => [code, column])).toEqual([
    ["D_LONG_DIGITS", "debt"],
    ["D_AMBIGUOUS_NUMBERS", "debt"],
  ])
})

test("a unit's factor and a spelling's meaning are applied before anything is held against the bounds", () => {
  const from = table("240,1,Y,art,+", "360,2,N,law,-")
  const mapping = autoMapping(from, schema)
  const [age, debt, owner, trade] = mapping.columns
  if (!age || !owner) throw new Error("not mapped")
  const months: Mapping = {
    columns: [
      { ...age, factor: 1 / 12 },
      debt ?? null,
      {
        ...owner,
        values: [
          ["Y", "yes"],
          ["N", "no"],
        ],
      },
      trade ?? null,
    ],
    target: mapping.target,
  }
  const report = check(from, months)
  expect(report).toMatchObject({ ok: true, usableRows: 2, problems: [] })
  expect(report.columns[0]?.range).toEqual({ smallest: 20, largest: 30 })
})

test("more rows than a tab can hold once encoded are refused before it tries", () => {
  const categories = Array.from({ length: 1_000 }, (_, index) => `c${index}`)
  const column = (name: string) => ({
    kind: "category" as const,
    name,
    categories,
    missing: "drop-row" as const,
  })
  const wide = { ...schema, columns: Array.from({ length: 512 }, (_, index) => column(`w${index}`)) }
  const rows = 525
  const huge: Table = {
    header: true,
    columns: [...wide.columns, schema.target].map(({ name }) => ({
      name,
      at: () => (name === "label" ? "+" : "c0"),
    })),
    rows,
    lineOf: (row) => row + 2,
  }
  const { problems } = checkTable(huge, wide, autoMapping(huge, wide))
  expect(problems.at(-1)).toMatchObject({
    code: "D_TOO_MANY_EXAMPLES",
    severity: "error",
    count: rows,
    found: rows * 512_002,
    expected: 268_435_456,
  })
})
