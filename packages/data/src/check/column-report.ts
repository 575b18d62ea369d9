import type { Column, Target } from "@tutti/protocol"
import { listedValues } from "../mapping/mapping.ts"
import { PlaceList, type Places } from "../place-list.ts"
import { type DataProblem, type DataProblemCode, type Place, problem } from "../problems.ts"
import { profileColumn } from "../schema/column-profile.ts"
import type { Table } from "../table/table.ts"
import { CELL } from "./read-column.ts"
import { isImputed, type SurveyedColumn } from "./survey.ts"

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

/** The findings on one column of the study. */
export function reportColumn(
  table: Table,
  surveyed: SurveyedColumn,
  markers: readonly string[],
): { report: ColumnReport; problems: DataProblem[] } {
  const { column, read } = surveyed
  const { name } = column
  const { missing, notNumbers, outOfRange, unknown, bad } = unreadCells(table, surveyed)
  const present = table.rows - missing.count
  const extremes = extremesOf(read.values)
  const constant = extremes !== null && present > 1 && extremes.smallest === extremes.largest

  const problems: DataProblem[] = []
  const unusable = (code: DataProblemCode, found: Places) => {
    const severity = found.count > UNUSABLE_SHARE * present ? "error" : "warning"
    if (found.count > 0) problems.push(problem(code, severity, { column: name, ...found }))
  }
  if (missing.count > 0) problems.push(missingValues(column, missing, table.rows))
  unusable("D_NOT_A_NUMBER", notNumbers)
  unusable("D_OUT_OF_RANGE", outOfRange)
  unusable("D_UNKNOWN_CATEGORY", unknown)
  if (constant && column.kind !== "class")
    problems.push(problem("D_CONSTANT_COLUMN", "warning", { column: name }))
  const isNumber = listedValues(column) === null
  if (isNumber) problems.push(...numberNotes(table, surveyed, markers))
  const report: ColumnReport = {
    name,
    kind: column.kind,
    missing: missing.count,
    missingShare: table.rows === 0 ? 0 : missing.count / table.rows,
    action: "missing" in column ? column.missing : "drop-row",
    notNumbers: notNumbers.count,
    outOfRange: outOfRange.count,
    unknownCategories: unknown.count,
    constant,
    range: isNumber ? extremes : null,
    badRows: bad.places,
  }
  return { report, problems }
}

/** Cells by why they were not read; missing ones without their text, which says nothing. */
function unreadCells(table: Table, { source, read }: SurveyedColumn) {
  const missing = new PlaceList()
  const notNumbers = new PlaceList()
  const outOfRange = new PlaceList()
  const unknown = new PlaceList()
  const bad = new PlaceList()
  const cells = table.columns[source.column]
  for (let row = 0; row < table.rows; row++) {
    const state = read.states[row]
    if (state === CELL.read) continue
    const line = table.lineOf(row)
    if (state === CELL.missing) {
      missing.add(line)
      continue
    }
    const list = state === CELL.notANumber ? notNumbers : state === CELL.outOfRange ? outOfRange : unknown
    const cell = cells?.at(row).trim()
    list.add(line, cell)
    bad.add(line, cell)
  }
  return { missing, notNumbers, outOfRange, unknown, bad }
}

function missingValues(column: Column | Target, missing: Places, rows: number): DataProblem {
  const imputed = isImputed(column)
  if (missing.count === rows)
    return problem("D_EMPTY_COLUMN", imputed ? "warning" : "error", { column: column.name })
  const code = imputed ? "D_MISSING_IMPUTED" : "D_MISSING_DROPPED"
  return problem(code, "warning", { column: column.name, ...missing })
}

/** What is right as a number and yet worth a look. */
function numberNotes(
  table: Table,
  { column, source }: SurveyedColumn,
  markers: readonly string[],
): DataProblem[] {
  const { readings, leadingZeros, longDigits } = profileColumn(table, source.column, markers)
  const notes: DataProblem[] = []
  const add = (code: DataProblemCode, severity: "warning" | "note", found: Places) => {
    if (found.count > 0) notes.push(problem(code, severity, { column: column.name, ...found }))
  }
  add("D_LEADING_ZEROS", "warning", leadingZeros)
  add("D_LONG_DIGITS", "warning", longDigits)
  if (source.decimal === "comma")
    add("D_DECIMAL_COMMA", "note", readings.comma.count > 0 ? readings.comma : readings.ambiguous)
  else if (readings.point.count === 0) add("D_AMBIGUOUS_NUMBERS", "warning", readings.ambiguous)
  return notes
}

function extremesOf(values: Float64Array): ColumnReport["range"] {
  let smallest = Number.POSITIVE_INFINITY
  let largest = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < smallest) smallest = value
    if (value > largest) largest = value
  }
  return smallest <= largest ? { smallest, largest } : null
}
