import type { DatasetSchema } from "@tutti/protocol"
import { expect, test } from "vitest"
import {
  autoMapping,
  checkTable,
  DATA_LIMITS,
  type DataProblem,
  parseTable,
  prepareDataset,
  problemSentence,
  rowCells,
  type Table,
} from "./index.ts"

/* Files as owners have them. Each is read or refused, and each says so by a code, with row and column. */

const schema: DatasetSchema = {
  header: true,
  columns: [
    { kind: "numeric", name: "age", min: 0, max: 120, missing: "drop-row" },
    { kind: "numeric", name: "income", missing: "drop-row" },
    { kind: "binary", name: "owner", values: ["no", "yes"], missing: "drop-row" },
  ],
  target: { kind: "class", name: "label", classes: ["bad", "good"] },
  missingMarkers: ["?"],
}
const good = "age,income,owner,label\n31,1234.5,yes,good\n58,820,no,bad\n"

type Seen = { problems: readonly DataProblem[]; usableRows: number; table: Table | null }

function look(file: Uint8Array | string): Seen {
  const parsed = parseTable(typeof file === "string" ? new TextEncoder().encode(file) : file)
  if (!parsed.ok) return { problems: parsed.problems, usableRows: 0, table: null }
  const { table } = parsed
  const report = checkTable(table, schema, autoMapping(table, schema))
  return { problems: [...parsed.problems, ...report.problems], usableRows: report.usableRows, table }
}

const sentence = ({ problems }: Seen, code: DataProblem["code"]) => {
  const found = problems.find((candidate) => candidate.code === code)
  return found === undefined ? undefined : { severity: found.severity, says: problemSentence(found) }
}

test("a good file gives no finding", () => {
  expect(look(good)).toMatchObject({ problems: [], usableRows: 2 })
})

test("bad file 1: semicolons", () => {
  const seen = look(good.replaceAll(",", ";"))
  expect(sentence(seen, "D_DELIMITER")).toEqual({
    severity: "note",
    says: "The columns are separated by semicolons. Choose another sign if the first rows are cut wrongly.",
  })
  expect(seen.usableRows).toBe(2)
})

test("bad file 2: decimal commas", () => {
  const seen = look("age;income;owner;label\n31;1.234,56;yes;good\n58;820;no;bad\n")
  expect(sentence(seen, "D_DECIMAL_COMMA")).toEqual({
    severity: "note",
    says: "Column “income” is read with a decimal comma (line 2). Choose the decimal point if the comma separates thousands.",
  })
  expect(seen.usableRows).toBe(2)
  if (seen.table === null) throw new Error("not read")
  const prepared = prepareDataset(seen.table, schema, autoMapping(seen.table, schema), {
    seed: 1,
    validationFraction: 0,
  })
  expect(prepared.ok && prepared.dataset.statistics[1]).toMatchObject({ name: "income", sum: 2054.56 })
})

test("bad file 3: a byte order mark", () => {
  const seen = look(`\ufeff${good}`)
  expect(sentence(seen, "D_ENCODING")?.says).toMatch(/^The file is written in UTF-8 with a byte order mark\./)
  expect(seen.usableRows).toBe(2)
})

test("bad file 4: UTF-16", () => {
  const seen = look(new Uint8Array(Buffer.from(`\ufeff${good}`, "utf16le")))
  expect(sentence(seen, "D_ENCODING")?.says).toMatch(/^The file is written in UTF-16, little-endian\./)
  expect(seen.usableRows).toBe(2)
})

test("bad file 5: a name twice in the header", () => {
  const seen = look("age,income,income,owner,label\n31,1234.5,7,yes,good\n58,820,8,no,bad\n")
  expect(sentence(seen, "D_DUPLICATE_HEADER")).toEqual({
    severity: "warning",
    says: "Column “income” stands 2 times in the header. Give each column a name of its own, or choose by hand which one the study means.",
  })
  expect(sentence(seen, "D_COLUMN_AMBIGUOUS")).toEqual({
    severity: "error",
    says: "Column “income” fits 2 columns of the file. Choose which one the study means.",
  })
})

test("bad file 6: ragged rows", () => {
  const seen = look(`${good}40,900\n41,901,yes,good,extra\n42,902,no,bad\n`)
  expect(sentence(seen, "D_RAGGED_ROW")).toEqual({
    severity: "warning",
    says: "2 rows have another number of cells than the 4 columns (lines 4 and 5). These rows are left out; mend them in the file to use them.",
  })
  expect(seen.usableRows).toBe(3)
})

test("bad file 7: an open quote", () => {
  const seen = look('age,income,owner,label\n31,1234.5,yes,good\n58,"820,no,bad\n60,900,no,bad\n')
  expect(sentence(seen, "D_OPEN_QUOTE")).toEqual({
    severity: "error",
    says: "A quotation mark is opened (line 3) and not closed where a cell ends. Close the quotation mark, or double it if it belongs to the text.",
  })
})

test("bad file 7b: a quote opened in one row and another in the next", () => {
  const seen = look('age,income,owner,label\n31,"1234.5,yes,good\n58,"820,no,bad\n')
  expect(sentence(seen, "D_OPEN_QUOTE")?.says).toMatch(/\(line 2\)/)
})

test("bad file 8: leading zeros", () => {
  const seen = look("age,income,owner,label\n31,01000,yes,good\n58,820,no,bad\n")
  expect(sentence(seen, "D_LEADING_ZEROS")).toEqual({
    severity: "warning",
    says: "Column “income” has numbers that begin with zero in 1 row (line 2). A number loses these zeros; codes such as postcodes are categories.",
  })
  expect(seen.table && rowCells(seen.table, 0)).toEqual(["31", "01000", "yes", "good"])
})

test.each([
  ["no byte at all", "", "D_FILE_EMPTY"],
  ["blank lines only", "\n \n\n", "D_FILE_EMPTY"],
  ["a header only", "age,income,owner,label\n", "D_ONLY_HEADER"],
] as const)("bad file 9: empty, with %s", (_, file, code) => {
  expect(look(file).problems.map((found) => [found.code, found.severity])).toEqual([[code, "error"]])
})

test("bad file 10: one class only", () => {
  const seen = look("age,income,owner,label\n31,1,yes,good\n58,2,no,good\n")
  expect(sentence(seen, "D_ONE_CLASS")).toEqual({
    severity: "warning",
    says: "Column “label” has one class only. A model learns to tell classes apart only where there are several.",
  })
  expect(seen.usableRows).toBe(2)
})

test("bad file 11: 100 MB are read", () => {
  const line = `${"x".repeat(990)},12,yes,good\n`
  const rows = Math.floor((100 * 1024 * 1024) / line.length)
  const parsed = parseTable(Buffer.alloc(rows * line.length, line), { header: false })
  if (!parsed.ok) throw new Error(parsed.problems[0].code)
  expect(parsed.table.rows).toBe(rows)
  expect(rowCells(parsed.table, rows - 1)).toEqual(["x".repeat(990), "12", "yes", "good"])
  expect(parsed.table.lineOf(rows - 1)).toBe(rows)
})

test("bad file 11b: 100 MB behind an open quote are refused after the first few", () => {
  const bytes = Buffer.alloc(100 * 1024 * 1024, "31,1234.5,yes,good\n")
  bytes.write('age,income,owner,label\n"', 0)
  let read = 0
  const parsed = parseTable(bytes, { progress: (share) => (read = share) })
  expect(parsed).toMatchObject({ ok: false, problems: [{ code: "D_OPEN_QUOTE", places: [{ line: 2 }] }] })
  expect(read).toBeLessThan(0.1)
})

test("bad file 11c: 100 MB without a line end are refused after the first few", () => {
  const parsed = parseTable(Buffer.alloc(100 * 1024 * 1024, "31,"))
  expect(parsed).toMatchObject({ ok: false, problems: [{ code: "D_LINE_TOO_LONG", places: [{ line: 1 }] }] })
})

test("bad file 11d: more than the page takes is refused unread, with both sizes", () => {
  const parsed = parseTable(new Uint8Array(DATA_LIMITS.fileBytes + 1))
  expect(parsed.ok).toBe(false)
  expect(parsed.problems.map(problemSentence)).toEqual([
    "The file has 256 MB; this page takes up to 256 MB. Leave out columns that the study does not ask for, or take part with a part of the rows.",
  ])
})

test("thousands of columns are refused with their number", () => {
  const wide = `${Array.from({ length: 5_000 }, (_, index) => `c${index}`).join(",")}\n`
  expect(look(wide).problems).toMatchObject([{ code: "D_TOO_MANY_COLUMNS", found: 5_000, expected: 4_096 }])
})

test("a file in which no row fits its header is refused with the first lines", () => {
  const seen = look("age,income,owner,label\n1,2,3\n4,5,6\n")
  expect(seen.problems).toMatchObject([
    { code: "D_RAGGED_ROW", severity: "error", count: 2, places: [{ line: 2 }, { line: 3 }] },
  ])
})

test("one column and nameless columns are said", () => {
  expect(look("age\n1\n2\n").problems.map(({ code }) => code)).toContain("D_ONE_COLUMN")
  expect(look(good.replace("income", "")).problems[0]).toMatchObject({ code: "D_EMPTY_HEADER", count: 1 })
})
