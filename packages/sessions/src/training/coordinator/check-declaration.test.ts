import { type ColumnStatistics, StudyId } from "@tutti/protocol"
import { NUMBER_COLUMNS, numberDataset, numberStudy } from "@tutti/testkit"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { newStudy } from "../committed.ts"
import { refuseDeclaration } from "./check-declaration.ts"

const study = newStudy(StudyId.parse("windows000000000"), numberStudy())
const { studyHash } = study
const number = fc.double({ noNaN: true, min: -1e12, max: 1e12 })
const row = fc.record({ features: fc.tuple(number, number), target: number })

test("[T26] the sums of any rows are accepted", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
      const { statistics, trainingRows, validationRows } = numberDataset(NUMBER_COLUMNS, rows)
      expect(refuseDeclaration(study, { statistics, trainingRows, validationRows, studyHash })).toBeNull()
    }),
    { seed: 1 },
  )
})

const column = (name: string, change: Partial<ColumnStatistics> = {}): ColumnStatistics => ({
  name,
  count: 2,
  sum: 3,
  sumOfSquares: 5,
  ...change,
})
const [width, height, price] = NUMBER_COLUMNS
const declared = (statistics: ColumnStatistics[]) => ({
  trainingRows: 2,
  validationRows: 0,
  studyHash,
  statistics,
})

const impossible: Record<string, ColumnStatistics[]> = {
  "a column is missing": [column(width), column(height)],
  "a column is one too many": [column(width), column(height), column(price), column("extra")],
  "columns are in another order": [column(height), column(width), column(price)],
  "more values than rows": [column(width, { count: 3 }), column(height), column(price)],
  "squares too small for the sum": [column(width, { sumOfSquares: 4 }), column(height), column(price)],
  "a sum without values": [column(width, { count: 0 }), column(height), column(price)],
  "an infinite sum": [
    column(width, { sum: Number.POSITIVE_INFINITY, sumOfSquares: Number.POSITIVE_INFINITY }),
    column(height),
    column(price),
  ],
}
for (const [title, statistics] of Object.entries(impossible))
  test(`[T26] ${title}: E_STATISTICS`, () => {
    expect(refuseDeclaration(study, declared(statistics))).toBe("E_STATISTICS")
  })

test("[T27] agreement to another study is E_STUDY_CHANGED", () => {
  const statistics = NUMBER_COLUMNS.map((name) => column(name))
  expect(refuseDeclaration(study, declared(statistics))).toBeNull()
  expect(refuseDeclaration(study, { ...declared(statistics), studyHash: "0".repeat(64) })).toBe(
    "E_STUDY_CHANGED",
  )
})
