import type { Column, Target } from "@tutti/protocol"
import { listedValues } from "../mapping/mapping.ts"
import type { DecimalSign } from "../numbers.ts"
import { type DataProblem, type DataProblemCode, type Place, problem } from "../problems.ts"
import { type ColumnProfile, PlaceList, type Places } from "../schema/column-profile.ts"
import type { Table } from "../table/table.ts"
import { CELL, type CellState, type ReadColumn } from "./read-column.ts"
import { isImputed } from "./usable-rows.ts"

export type ColumnReport = {
  name: string
  kind: (Column | Target)["kind"]
  missing: number
  /** missing / rows, in [0, 1]. */
  missingShare: number
  /** What happens to a row without a value here. */
  action: "drop-row" | "impute-mean" | { imputeWith: string }
  notNumbers: number
  outOfRange: number
  unknownCategories: number
  /** All cells that were read are equal. */
  constant: boolean
  /** Of a number, in the study's unit; null for other kinds and where nothing was read. */
  range: { smallest: number; largest: number } | null
  /** The first five rows with a cell that is there and cannot be used. */
  badRows: readonly Place[]
}

/** Beyond this share of unusable cells the column is read wrongly, rather than here and there filled in wrongly. */
const UNUSABLE_SHARE = 0.1

const UNUSABLE: readonly { state: CellState; code: DataProblemCode }[] = [
  { state: "notANumber", code: "D_NOT_A_NUMBER" },
  { state: "outOfRange", code: "D_OUT_OF_RANGE" },
  { state: "unknownCategory", code: "D_UNKNOWN_CATEGORY" },
]

/**
 * The findings on one column.
 * @param profile of the file's column that it is mapped to.
 * @param decimal the sign it was read with.
 */
export function reportColumn(
  table: Table,
  column: Column | Target,
  profile: ColumnProfile,
  decimal: DecimalSign,
  read: ReadColumn,
): { report: ColumnReport; problems: DataProblem[] } {
  const { name } = column
  const cells = table.columns[profile.index]
  const places = (states: readonly CellState[]) =>
    placesOf(read, states, (row) => ({ line: table.lineOf(row), cell: cells?.at(row) ?? "" }))
  const extremes = extremesOf(read.values)
  const missing = places(["missing"])
  const present = table.rows - missing.count
  const constant = extremes !== null && present > 1 && extremes.smallest === extremes.largest

  const problems: DataProblem[] = []
  if (missing.count > 0) problems.push(missingValues(column, missing, table.rows))
  const counts = UNUSABLE.map(({ state, code }) => {
    const list = places([state])
    const severity = list.count > UNUSABLE_SHARE * present ? "error" : "warning"
    if (list.count > 0) problems.push(problem(code, severity, { column: name, ...list }))
    return list.count
  })
  const [notNumbers = 0, outOfRange = 0, unknownCategories = 0] = counts
  if (constant && column.kind !== "class")
    problems.push(problem("D_CONSTANT_COLUMN", "warning", { column: name }))
  const isNumber = listedValues(column) === null
  if (isNumber) problems.push(...numberNotes(name, profile, decimal))
  const report: ColumnReport = {
    name,
    kind: column.kind,
    missing: missing.count,
    missingShare: table.rows === 0 ? 0 : missing.count / table.rows,
    action: "missing" in column ? column.missing : "drop-row",
    notNumbers,
    outOfRange,
    unknownCategories,
    constant,
    range: isNumber ? extremes : null,
    badRows: places(UNUSABLE.map(({ state }) => state)).places,
  }
  return { report, problems }
}

function missingValues(column: Column | Target, missing: Places, rows: number): DataProblem {
  const places = missing.places.map(({ line }) => ({ line }))
  const imputed = isImputed(column)
  if (missing.count === rows)
    return problem("D_EMPTY_COLUMN", imputed ? "warning" : "error", { column: column.name })
  const code = imputed ? "D_MISSING_IMPUTED" : "D_MISSING_DROPPED"
  return problem(code, "warning", { column: column.name, count: missing.count, places })
}

/** What is right as a number and yet worth a look. */
function numberNotes(name: string, profile: ColumnProfile, decimal: DecimalSign): DataProblem[] {
  const { readings, leadingZeros, longDigits, decimalCommas, ambiguous } = profile
  const notes: DataProblem[] = []
  const note = (code: DataProblemCode, found: Places) => {
    if (found.count > 0) notes.push(problem(code, "warning", { column: name, ...found }))
  }
  note("D_LEADING_ZEROS", leadingZeros)
  note("D_LONG_DIGITS", longDigits)
  if (decimal === "comma") note("D_DECIMAL_COMMA", decimalCommas.count > 0 ? decimalCommas : ambiguous)
  else if (readings.point === 0) note("D_AMBIGUOUS_NUMBERS", ambiguous)
  return notes
}

function placesOf(read: ReadColumn, states: readonly CellState[], place: (row: number) => Place): Places {
  const wanted = new Set<number>(states.map((state) => CELL[state]))
  const list = new PlaceList()
  for (const [row, state] of read.states.entries()) if (wanted.has(state)) list.add(() => place(row))
  return { count: list.count, places: list.places }
}

function extremesOf(values: Float64Array): { smallest: number; largest: number } | null {
  let smallest = Number.POSITIVE_INFINITY
  let largest = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < smallest) smallest = value
    if (value > largest) largest = value
  }
  return smallest <= largest ? { smallest, largest } : null
}
