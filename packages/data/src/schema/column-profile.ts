import { LIMITS } from "@tutti/protocol"
import { type DecimalSign, hasLeadingZero, hasLongDigits, numberReading } from "../numbers.ts"
import { LISTED_PLACES, type Place } from "../problems.ts"
import type { Table } from "../table/table.ts"

/** What one column of a file looks like before anybody has said what it means. */
export type ColumnProfile = {
  /** Zero-based column of the table. */
  index: number
  name: string
  rows: number
  missing: number
  /** How often each value occurs (trimmed); no longer kept once there are more than a study allows. */
  values: ReadonlyMap<string, number> | null
  /** Present cells by how they can be read as numbers. */
  readings: { same: number; point: number; comma: number; ambiguous: number; none: number }
  leadingZeros: Places
  longDigits: Places
  notNumbers: Places
  decimalCommas: Places
  ambiguous: Places
}

export type Places = { count: number; places: readonly Place[] }

/** Cells that usually mean "no value". A dash, a dot or "none" may be a value, so they are not among them. */
export const USUAL_MISSING_MARKERS = ["?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null"]

/** Whether a cell holds no value: empty, blank, or one of the markers once trimmed. */
export function isMissing(cell: string, markers: readonly string[]): boolean {
  const text = cell.trim()
  return text === "" || markers.includes(text)
}

export function profileColumn(table: Table, column: number, markers: readonly string[]): ColumnProfile {
  const cells = table.columns[column]
  if (cells === undefined) throw new RangeError(`column ${column} of ${table.columns.length}`)
  const readings = { same: 0, point: 0, comma: 0, ambiguous: 0, none: 0 }
  const leadingZeros = new PlaceList()
  const longDigits = new PlaceList()
  const notNumbers = new PlaceList()
  const decimalCommas = new PlaceList()
  const ambiguous = new PlaceList()
  let values: Map<string, number> | null = new Map()
  let missing = 0
  for (let row = 0; row < table.rows; row++) {
    const cell = cells.at(row)
    if (isMissing(cell, markers)) {
      missing++
      continue
    }
    const value = cell.trim()
    if (values !== null) {
      values.set(value, (values.get(value) ?? 0) + 1)
      if (values.size > LIMITS.categories) values = null
    }
    const line = () => ({ line: table.lineOf(row), cell: value })
    const reading = numberReading(value)
    readings[reading]++
    if (reading === "none") notNumbers.add(line)
    if (reading === "comma") decimalCommas.add(line)
    if (reading === "ambiguous") ambiguous.add(line)
    if (hasLeadingZero(value) && reading === "same") leadingZeros.add(line)
    if (hasLongDigits(value)) longDigits.add(line)
  }
  return {
    index: column,
    name: cells.name,
    rows: table.rows,
    missing,
    values,
    readings,
    leadingZeros,
    longDigits,
    notNumbers,
    decimalCommas,
    ambiguous,
  }
}

/** Counts all, keeps the first few. */
export class PlaceList implements Places {
  count = 0
  readonly places: Place[] = []

  add(place: () => Place): void {
    this.count++
    if (this.places.length < LISTED_PLACES) this.places.push(place())
  }
}

/**
 * The decimal sign of a column: what its own cells prove, else what the file's other columns prove, else the point.
 * Cells such as "1.234" prove nothing; "1,5", "1.234,5" and "0.125" do.
 */
export function decimalSign({ readings }: ColumnProfile, file: DecimalSign | null): DecimalSign {
  if (readings.comma !== readings.point) return readings.comma > readings.point ? "comma" : "point"
  return file ?? "point"
}

/** The decimal sign that most deciding cells of a file speak for, or null when none decides. */
export function fileDecimalSign(profiles: readonly ColumnProfile[]): DecimalSign | null {
  const numeric = profiles.filter(isMostlyNumbers)
  const point = numeric.reduce((sum, { readings }) => sum + readings.point, 0)
  const comma = numeric.reduce((sum, { readings }) => sum + readings.comma, 0)
  return point === comma ? null : comma > point ? "comma" : "point"
}

const MOSTLY = 0.95

/** A few slips of the pen do not make a column of numbers into categories. */
export function isMostlyNumbers({ rows, missing, readings }: ColumnProfile): boolean {
  const present = rows - missing
  return present > 0 && present - readings.none >= MOSTLY * present
}
