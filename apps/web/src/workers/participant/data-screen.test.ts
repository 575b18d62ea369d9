import { autoMapping, type Mapping, parseTableText } from "@tutti/data"
import { describe, expect, test } from "vitest"
import { dataScreen, firstMapping, type ReadFile } from "./data-screen.ts"
import { smallStudy } from "./study.fixture.ts"

function read(text: string): ReadFile {
  const parsed = parseTableText(text)
  if (!parsed.ok) throw new Error("the text is a table")
  const { table, delimiter, problems } = parsed
  return {
    source: { kind: "file", name: "loans.csv" },
    table,
    delimiter,
    auto: autoMapping(table, smallStudy.dataset),
    problems,
  }
}
const screenOf = (text: string, mapping?: Mapping) => {
  const file = read(text)
  return dataScreen(file, smallStudy, mapping ?? file.auto)
}
const loans = ["income,home,paid", "10,own,yes", "20,rent,no", "30,other,yes", "40,own,no", "50,rent,yes"]

describe("a file held against a study", () => {
  test("fits: rows are dealt as the study's fraction says, and no column needs a hand", () => {
    const screen = screenOf(loans.join("\n"))
    expect(screen.split).toEqual({ training: 4, validation: 1 })
    expect(screen.lines.filter(({ needsHand }) => needsHand)).toEqual([])
    expect(screen.balance).toEqual([
      { value: "no", rows: 2 },
      { value: "yes", rows: 3 },
    ])
    expect(screen.preview[0]).toEqual({ line: 2, cells: ["10", "own", "yes"] })
  })

  test("a column that is not there blocks the way by its name", () => {
    const screen = screenOf(loans.join("\n").replace("home", "dwelling"))
    expect(screen.split).toBeNull()
    expect(screen.missingColumns).toEqual(["home"])
    expect(screen.lines.find(({ needsHand }) => needsHand)?.column.name).toBe("home")
    expect(screen.findings[0]).toMatchObject({ code: "D_COLUMN_MISSING", severity: "error", column: "home" })
  })

  test("a column placed by hand stays among those that needed a hand", () => {
    const text = loans.join("\n").replace("home", "dwelling")
    const { auto } = read(text)
    const byHand = { column: 1, decimal: "point", factor: 1, values: [] } as const
    const screen = screenOf(text, { ...auto, columns: auto.columns.with(1, byHand) })
    expect(screen.split).not.toBeNull()
    expect(screen.lines.find(({ needsHand }) => needsHand)?.column.name).toBe("home")
  })

  test("spellings that the study does not list are offered, the most frequent first", () => {
    const screen = screenOf([...loans, "60,flat,no", "70,flat,yes", "80,tent,no"].join("\n"))
    const home = screen.lines.find(({ column }) => column.name === "home")
    expect(home?.spellings).toEqual([
      { text: "flat", rows: 2, means: null },
      { text: "tent", rows: 1, means: null },
    ])
  })

  test("a mapping that was made by hand holds for a file with the same columns, and for no other", () => {
    const file = read(loans.join("\n"))
    const mapping: Mapping = { columns: [null, null], target: null }
    expect(firstMapping(file, { mapping, fileColumns: ["income", "home", "paid"] })).toBe(mapping)
    expect(firstMapping(file, { mapping, fileColumns: ["income", "paid", "home"] })).toBe(file.auto)
    expect(firstMapping(file, null)).toBe(file.auto)
  })
})
