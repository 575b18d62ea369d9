import { parseTableText, type Table } from "@tutti/data"
import { describe, expect, test } from "vitest"
import { designFromTable } from "./design-from-table.ts"
import { regressionFailure } from "./regression-failure.ts"
import { rowsFromTable } from "./rows-from-table.ts"

function table(...lines: string[]): Table {
  const parsed = parseTableText(`${lines.join("\n")}\n`)
  if (!parsed.ok) throw new Error("no table")
  return parsed.table
}
const FILE = ["price,rooms,age,note", "24,6.575,65,near", "21.6,6.421,?,far", "34.7,7.185,61,near"]
const choice = { target: "price", features: ["rooms", "age"] }

describe("the design that suits a file", () => {
  test("decimals by their digits, bounds by their order, rows by theirs", () => {
    const { design, dataset } = designFromTable(table(...FILE), choice)
    expect(design).toEqual({
      target: { name: "price", encoding: { kind: "decimal", digits: 1 }, bound: 64 },
      features: [
        { name: "rooms", encoding: { kind: "decimal", digits: 3 }, bound: 8 },
        { name: "age", encoding: { kind: "decimal", digits: 0 }, bound: 128 },
      ],
      intercept: "estimated",
      weight: null,
      ridgePenalty: 0,
      mostRows: 4,
    })
    expect(dataset.header).toBe(true)
  })

  test("every other column where none is chosen; one that holds words is named, and no cell of it", () => {
    const failing = () => designFromTable(table(...FILE), { target: "price" })
    expect(failing).toThrow(expect.objectContaining({ code: "E_RG_NOT_A_NUMBER", side: "sender" }))
    expect(failing).toThrow("line 2, column note")
    expect(failing).not.toThrow("near")
  })

  test.each([
    ["D_UNKNOWN_TARGET", { target: "rent" }],
    ["D_COLUMN_MISSING", { target: "price", features: ["rooms", "floors"] }],
  ])("%s", (code, chosen) => {
    expect(() => designFromTable(table(...FILE), chosen)).toThrow(expect.objectContaining({ code }))
  })
})

describe("an owner's rows", () => {
  const { design, dataset } = designFromTable(table(...FILE), choice)
  const numbers = ({ rows }: ReturnType<typeof rowsFromTable>) =>
    [...rows.features, rows.target].map((cells) => Array.from(cells))

  test("by name in any order; a row without a value is left out, and lines stay the file's", () => {
    const own = rowsFromTable(table(...FILE), { design, dataset })
    expect(numbers(own)).toEqual([
      [6.575, 7.185],
      [65, 61],
      [24, 34.7],
    ])
    expect([own.lines, own.leftOut]).toEqual([[2, 4], 1])
    const turned = table("age;price;rooms", "65;24;6,575", "61;34,7;7,185")
    expect(numbers(rowsFromTable(turned, { design, dataset }))).toEqual(numbers(own))
  })

  test("by position where the study's files have no header: features first, the target last", () => {
    const bare = table("6.575,65,24", "7.185,61,34.7")
    const own = rowsFromTable(bare, { design, dataset: { ...dataset, header: false } })
    expect(numbers(own)).toEqual(numbers(rowsFromTable(table(...FILE), { design, dataset })))
  })
})

test("a refusal says what and where; what lies in all rows together names no party", () => {
  const dependent = regressionFailure("E_RG_COLLINEAR", { party: 2, column: "tax", from: ["rad", "age"] })
  expect(dependent.message).toContain("(column tax, which depends on rad, age)")
  expect(regressionFailure("E_RG_SHARE", { party: 2 }).message).toContain("(party 3)")
})
