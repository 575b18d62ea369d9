import { autoMapping, type Mapping, parseTableText } from "@tutti/data"
import { expect, test } from "vitest"
import { type DataScreen, dataScreen } from "../../workers/participant/data-screen.ts"
import { smallStudy } from "../../workers/participant/study.fixture.ts"
import { decimalsOf, mapColumn, mapSpelling, setDecimals } from "./mapping-changes.ts"

function screenOf(text: string, change?: (screen: DataScreen) => Mapping): DataScreen {
  const parsed = parseTableText(text)
  if (!parsed.ok) throw new Error("the text is a table")
  const { table, delimiter, problems } = parsed
  const auto = autoMapping(table, smallStudy.dataset)
  const file = { source: { kind: "file", name: "x.csv" }, table, delimiter, auto, problems } as const
  const screen = dataScreen(file, smallStudy, auto)
  return change === undefined ? screen : dataScreen(file, smallStudy, change(screen))
}
const screen = screenOf("income;dwelling;paid\n1,5;flat;yes\n2,5;own;no")

test("a column placed by hand takes that place, the answer's too, and the others keep theirs", () => {
  const mapped = mapColumn(screen, 1, 1)
  expect(mapped.columns.map((source) => source?.column)).toEqual([0, 1])
  expect(mapColumn(screen, 2, null)).toEqual({ ...screen.mapping, target: null })
})

test("a spelling means one listed value, a later choice replaces the earlier, and none takes it back", () => {
  const text = "income;home;paid\n1,5;flat;yes\n2,5;own;no"
  const placed = screenOf(text, (first) => mapSpelling(first, 1, "flat", "rent"))
  expect(placed.mapping.columns[1]?.values).toEqual([["flat", "rent"]])
  expect(mapSpelling(placed, 1, "flat", "other").columns[1]?.values).toEqual([["flat", "other"]])
  expect(mapSpelling(placed, 1, "flat", "").columns[1]?.values).toEqual([])
})

test("one decimal sign for all numbers of the file", () => {
  expect(decimalsOf(screen)).toBe("comma")
  expect(setDecimals(screen, "point").columns[0]?.decimal).toBe("point")
})
