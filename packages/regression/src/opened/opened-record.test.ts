import { expect, test } from "vitest"
import { estimatesOf } from "../dithered/result.ts"
import { designOf, rowsOf } from "../scenarios/boston.ts"
import { splitRows, statisticsOf } from "../scenarios/owners.ts"
import { solveOnShares } from "../scenarios/shared-solve.ts"
import { openedFrom, recordOf } from "./opened-record.ts"

const a = Array.from({ length: 24 }, (_, row) => (7 * row) % 11)
const y = a.map((value, row) => 2 + 3 * value + ((row * row) % 5))
const plain = designOf(["a", "y"], [a, y])
const weights = a.map((_, row) => 1 + (row % 4))

test.each([
  ["plain", {}, rowsOf([a, y])],
  ["with fixed effects", { intercept: "by-owner" as const }, rowsOf([a, y])],
  ["with weights", { weight: { name: "w", largest: 4 } }, { ...rowsOf([a, y]), weights }],
  ["with a ridge", { ridgePenalty: 0.5 }, rowsOf([a, y])],
])(
  "[RG5] %s: what was opened, written down and read back, gives the same estimates",
  async (_, changes, rows) => {
    const design = { ...plain, ...changes }
    const parts = splitRows(rows, 2, (row) => row % 2).map((part) => statisticsOf(design, part))
    const { setting, finished, solved } = await solveOnShares(design, parts)
    if (finished === undefined) throw new Error("refused")
    const record = recordOf(setting, finished)
    const opened = openedFrom(setting, record)
    expect(opened && estimatesOf(setting, opened)).toEqual(solved)
    // One that is not of this design, or that no run can have opened, is none.
    expect(openedFrom(setting, record.slice(1))).toBeUndefined()
    expect(openedFrom(setting, [...record].reverse())).toBeUndefined()
    for (const name of ["rows", "magnitude sample"]) {
      const none = record.map((entry) => (entry.name === name ? { ...entry, values: [0n] } : entry))
      expect(openedFrom(setting, none)).toBeUndefined()
    }
  },
)
