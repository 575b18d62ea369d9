import { parseTableText, type Table } from "@tutti/data"
import { regressionStudy } from "@tutti/sdk/regression"
import { expect, test } from "vitest"
import { fitTable } from "./rows.ts"

const key = (letter: string) => letter.repeat(43)
const column = (name: string, bound: number, digits: number) =>
  ({ name, bound, encoding: { kind: "decimal", digits } }) as const

const spec = regressionStudy({
  design: {
    target: column("price", 64, 1),
    features: [column("rooms", 8, 3)],
    intercept: "estimated",
    weight: null,
    ridgePenalty: 0,
    mostRows: 100,
  },
  dataset: { header: true, units: [{ name: "rooms", unit: "rooms" }], missingMarkers: ["?"] },
  opening: "aggregate",
  resultKey: key("A"),
  studyKey: key("E"),
  relayKey: key("I"),
  owners: 3,
})

function table(...lines: string[]): Table {
  const parsed = parseTableText(`${lines.join("\n")}\n`)
  if (!parsed.ok) throw new Error("no table")
  return parsed.table
}

test("a file that fits has its sums, and says how many rows it uses and leaves out", () => {
  const { checked, statistics } = fitTable("a.csv", table("price,rooms", "24,6.5", "21,?"), spec, null)
  expect(checked).toEqual({
    fileName: "a.csv",
    fileColumns: ["price", "rooms"],
    choice: { places: [1, 0], otherUnits: [] },
    findings: ["rows-left-out", "fits"],
    rows: 1,
    leftOut: 1,
    problem: null,
  })
  // Upper triangle of [1 rooms price], in thousandths and tenths.
  expect(statistics?.moments).toEqual([1n, 6_500n, 240n, 42_250_000n, 1_560_000n, 57_600n])
})

test("a column of another name has no sums until its owner has chosen it", () => {
  const foreign = table("Preis,Zimmer", "24,6.5")
  const before = fitTable("a.csv", foreign, spec, null)
  expect(before.statistics).toBeNull()
  expect(before.checked).toMatchObject({
    findings: ["not-there", "not-there"],
    problem: { code: "D_COLUMN_MISSING", what: "The file has no column rooms." },
  })
  const after = fitTable("a.csv", foreign, spec, { places: [1, 0], otherUnits: [] })
  expect(after.checked).toMatchObject({ findings: ["fits", "fits"], rows: 1, problem: null })
})

test("a column in another unit stops the file, though every cell could be summed", () => {
  const choice = { places: [1, 0], otherUnits: [0] }
  const { checked, statistics } = fitTable("a.csv", table("price,rooms", "24,6.5"), spec, choice)
  expect(statistics).toBeNull()
  expect(checked).toMatchObject({ findings: ["other-unit", "fits"], problem: { code: "E_OTHER_UNIT" } })
})

test("a cell out of range is told with its line, and without the cell", () => {
  const { checked } = fitTable("a.csv", table("price,rooms", "24,6.5", "640,6.5"), spec, null)
  expect(checked.findings).toEqual(["fits", "out-of-range"])
  expect(checked.problem).toMatchObject({ code: "E_RG_RANGE", side: "tab" })
  expect(checked.problem?.what).toContain("line 3, column price")
  expect(JSON.stringify(checked)).not.toContain("640")
})
