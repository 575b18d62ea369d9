import fc from "fast-check"
import { expect, test } from "vitest"
import { type ParsedTable, parseTable, parseTableText, type TableOptions } from "./parse-table.ts"
import { type Delimiter, readRecords } from "./records.ts"
import { rowCells, selectRows, type Table } from "./table.ts"

const delimiter = fc.constantFrom<Delimiter>(",", ";", "\t", "|")
const lineEnd = fc.constantFrom("\n", "\r\n", "\r")
const cell = fc.string({ unit: fc.constantFrom(..."ab01.,;|\t\"'\n\r é中"), maxLength: 6 })
const cells = fc
  .integer({ min: 2, max: 4 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
  )

type Writing = { delimiter: Delimiter; lineEnd: string; quoteAll: boolean; endsWithLine: boolean }
const writing = fc.record({ delimiter, lineEnd, quoteAll: fc.boolean(), endsWithLine: fc.boolean() })

function writeCsv(rows: readonly string[][], how: Writing): string {
  const needsQuotes = (text: string) => /["\r\n]/.test(text) || text.includes(how.delimiter)
  const quoted = (text: string) =>
    how.quoteAll || needsQuotes(text) ? `"${text.replaceAll('"', '""')}"` : text
  const lines = rows.map((row) => row.map(quoted).join(how.delimiter))
  return lines.join(how.lineEnd) + (how.endsWithLine ? how.lineEnd : "")
}

function tableOf(parsed: ParsedTable): Table {
  if (!parsed.ok) throw new Error(parsed.problems[0].code)
  return parsed.table
}

const allRows = (table: Table) => Array.from({ length: table.rows }, (_, row) => rowCells(table, row))
const unixLineEnds = (text: string) => text.replaceAll(/\r\n?/g, "\n")
const read = (text: string, options?: TableOptions) => allRows(tableOf(parseTableText(text, options)))

test("any cells written with any delimiter, quoting and line end are read as they were", () => {
  fc.assert(
    fc.property(cells, writing, (rows, how) => {
      const text = writeCsv(rows, how)
      const parsed = read(text, { header: false, delimiter: how.delimiter })
      expect(parsed).toEqual(rows.map((row) => row.map(unixLineEnds)))
    }),
    { numRuns: 500 },
  )
})

test("bytes in any encoding give the same cells as the text", () => {
  fc.assert(
    fc.property(cells, writing, (rows, how) => {
      const text = writeCsv([["first", ...rows.slice(1).map(() => "x")], ...rows], how)
      const expected = parseTableText(text, { header: false, delimiter: how.delimiter })
      const marked = Buffer.from(`\ufeff${text}`, "utf16le")
      for (const bytes of [
        Buffer.from(text),
        Buffer.from(`\ufeff${text}`),
        marked,
        Buffer.from(marked).swap16(),
      ]) {
        const parsed = parseTable(new Uint8Array(bytes), { header: false, delimiter: how.delimiter })
        expect(parsed.ok).toBe(expected.ok)
        if (parsed.ok && expected.ok) expect(allRows(parsed.table)).toEqual(allRows(expected.table))
      }
    }),
  )
})

test("records do not depend on where the text is cut into pieces", () => {
  fc.assert(
    fc.property(cells, writing, fc.array(fc.nat(60), { maxLength: 5 }), (rows, how, cuts) => {
      const text = writeCsv(rows, how)
      const ends = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length]
      const pieces = ends.slice(1).map((end, index) => text.slice(ends[index], end))
      const recordsOf = (from: string[]) => {
        const records: [number, string[]][] = []
        const stopped = readRecords(from, how.delimiter, (record, line) => records.push([line, record]) > 0)
        return { records, stopped }
      }
      expect(recordsOf(pieces)).toEqual(recordsOf([text]))
    }),
    { numRuns: 500 },
  )
})

test("a row knows the line of the file on which it begins", () => {
  fc.assert(
    fc.property(cells, writing, (rows, how) => {
      const table = tableOf(parseTableText(writeCsv(rows, how), { header: false, delimiter: how.delimiter }))
      for (let row = 0; row < rows.length; row++) {
        const before = unixLineEnds(writeCsv(rows.slice(0, row), { ...how, endsWithLine: row > 0 }))
        expect(table.lineOf(row)).toBe(before.split("\n").length)
      }
    }),
  )
})

test("selecting rows and reading a table commute", () => {
  fc.assert(
    fc.property(cells, fc.array(fc.nat(5), { maxLength: 8 }), (rows, picked) => {
      const wanted = picked.filter((row) => row < rows.length)
      const table = tableOf(
        parseTableText(
          writeCsv(rows, { delimiter: ",", lineEnd: "\n", quoteAll: true, endsWithLine: true }),
          { header: false, delimiter: "," },
        ),
      )
      const selected = selectRows(table, wanted)
      expect(allRows(selected)).toEqual(wanted.map((row) => rowCells(table, row)))
      expect(wanted.map((_, row) => selected.lineOf(row))).toEqual(wanted.map((row) => table.lineOf(row)))
      expect(() => selected.lineOf(wanted.length)).toThrow(RangeError)
    }),
  )
})

test("the delimiter of numbers is found, whichever it is, also with decimal commas", () => {
  const numbers = fc.array(fc.tuple(fc.nat(999), fc.nat(99), fc.nat(9)), { minLength: 2, maxLength: 20 })
  fc.assert(
    fc.property(numbers, delimiter, fc.boolean(), (values, sign, header) => {
      const decimal = sign === "," ? "." : ","
      const rows = values.map(([a, b, c]) => [`${a}${decimal}${b}`, `${c}`, `${b}${decimal}5`])
      const names = ["age", "rooms", "area"]
      const how = { delimiter: sign, lineEnd: "\n", quoteAll: false, endsWithLine: true }
      const parsed = parseTableText(writeCsv(header ? [names, ...rows] : rows, how))
      expect(parsed).toMatchObject({ ok: true, delimiter: sign })
      const table = tableOf(parsed)
      expect(table.header).toBe(header)
      expect(allRows(table)).toEqual(rows)
    }),
  )
})

test("cells keep their spaces, zeros and signs; only column names are trimmed", () => {
  const table = tableOf(parseTableText(" id , name\n007, x \n-0,+1e3\n"))
  expect(table.columns.map(({ name }) => name)).toEqual(["id", "name"])
  expect(allRows(table)).toEqual([
    ["007", " x "],
    ["-0", "+1e3"],
  ])
})

test.each([
  ["names above numbers", "a,b\n1,2\n", true],
  ["numbers alone", "1,2\n3,4\n", false],
  ["words whose first line comes again", "b,u\na,y\nb,u\n", false],
  ["words that name what stands below", "colour,size\nred,small\nblue,large\n", true],
  ["a name twice above numbers", "a,a\n1,2\n", true],
  ["one line of words", "colour,size\nx,", true],
])("a header is guessed: %s", (_, text, header) => {
  expect(tableOf(parseTableText(text)).header).toBe(header)
})

test("columns of a file without a header are called by their number", () => {
  const table = tableOf(parseTableText("1,2\n3,4\n"))
  expect(table.columns.map(({ name }) => name)).toEqual(["column 1", "column 2"])
})

test("a spreadsheet's sep= line names the delimiter and is no row", () => {
  const table = tableOf(parseTableText("sep=|\na;x|b\n1|2\n"))
  expect(table.columns.map(({ name }) => name)).toEqual(["a;x", "b"])
  expect(allRows(table)).toEqual([["1", "2"]])
  expect(table.lineOf(0)).toBe(3)
})

test("lines that end in different ways within one file are all lines", () => {
  expect(read("a,b\r\n1,2\n3,4\r5,6")).toEqual([
    ["1", "2"],
    ["3", "4"],
    ["5", "6"],
  ])
})

test("blank lines are no rows and count as lines", () => {
  const table = tableOf(parseTableText("a,b\n\n1,2\n   \n3,4\n\n"))
  expect(allRows(table)).toEqual([
    ["1", "2"],
    ["3", "4"],
  ])
  expect([table.lineOf(0), table.lineOf(1)]).toEqual([3, 5])
})

test("a delimiter at the end of every row adds no column", () => {
  expect(read("a,b\n1,2,\n3,4,,\n")).toEqual([
    ["1", "2"],
    ["3", "4"],
  ])
})

test("progress rises to 1", () => {
  const shares: number[] = []
  const bytes = new TextEncoder().encode(`a,b\n${"1,2\n".repeat(300_000)}`)
  parseTable(bytes, { progress: (share) => shares.push(share) })
  expect(shares.length).toBeGreaterThan(1)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect(shares.at(-1)).toBe(1)
})
