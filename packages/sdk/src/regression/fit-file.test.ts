import { parseTableText, type Table } from "@tutti/data"
import type { RegressionDesign } from "@tutti/protocol"
import { describe, expect, test } from "vitest"
import { findingsOf, placesByName } from "./fit-file.ts"
import { rowsFromTable } from "./rows-from-table.ts"

const column = (name: string, bound: number, digits: number) =>
  ({ name, bound, encoding: { kind: "decimal", digits } }) as const

const design: RegressionDesign = {
  target: column("price", 64, 1),
  features: [column("rooms", 8, 3), column("age", 128, 0)],
  intercept: "estimated",
  weight: null,
  ridgePenalty: 0,
  mostRows: 100,
}
const asked = { design, dataset: { header: true, units: [], missingMarkers: ["?"] } }

function table(...lines: string[]): Table {
  const parsed = parseTableText(`${lines.join("\n")}\n`)
  if (!parsed.ok) throw new Error("no table")
  return parsed.table
}

describe("where a file has the columns", () => {
  test("by name, whatever the case and the spaces; what is not there or there twice stays open", () => {
    expect(placesByName(table("AGE, Rooms ,price", "1,2,3"), asked)).toEqual([1, 0, 2])
    expect(placesByName(table("age,Age,price", "1,2,3"), asked)).toEqual([null, 0, 2])
    expect(placesByName(table("Rooms,ROOMS,price", "1,2,3"), asked)).toEqual([null, null, 2])
  })

  test("as the owner says, where names do not", () => {
    const foreign = table("Zimmer,Alter,Preis", "6.5,65,24")
    expect(placesByName(foreign, asked)).toEqual([null, null, null])
    const { rows } = rowsFromTable(foreign, asked, [0, 1, 2])
    expect([...rows.features.map((cells) => cells[0]), rows.target[0]]).toEqual([6.5, 65, 24])
  })
})

describe("one word for each column", () => {
  test.each([
    ["all fit", ["6.5,65,24"], ["fits", "fits", "fits"]],
    ["a row without a value is left out", ["6.5,65,24", "6.5,?,24"], ["fits", "rows-left-out", "fits"]],
    ["words", ["6.5,old,24"], ["fits", "not-a-number", "fits"]],
    ["beyond the bound", ["6.5,65,640"], ["fits", "fits", "out-of-range"]],
    ["too many digits", ["6.5,65.5,24"], ["fits", "too-many-digits", "fits"]],
    [
      "what is wrong in a row that is left out",
      ["6.5,65,24", "?,old,640"],
      ["rows-left-out", "fits", "fits"],
    ],
  ])("%s", (_, lines, findings) => {
    expect(findingsOf(table("rooms,age,price", ...lines), asked)).toEqual(findings)
  })

  test("a column that is not there", () => {
    expect(findingsOf(table("rooms,price", "6.5,24"), asked)).toEqual(["fits", "not-there", "fits"])
  })

  test("weights are whole numbers from 1 to the declared largest", () => {
    const weighted = { ...asked, design: { ...design, weight: { name: "w", largest: 9 } } }
    const word = (weight: string) =>
      findingsOf(table("rooms,age,price,w", `6.5,65,24,${weight}`), weighted).at(-1)
    expect(["1", "9", "0", "10", "1.5"].map(word)).toEqual([
      "fits",
      "fits",
      "out-of-range",
      "out-of-range",
      "too-many-digits",
    ])
  })
})
