import { LIMITS } from "@tutti/protocol"
import { memoised } from "../memoised.ts"
import { isMissing } from "../missing.ts"
import { hasLeadingZero, hasLongDigits, type NumberReading, numberReading } from "../numbers.ts"
import { PlaceList, type Places } from "../place-list.ts"
import type { Table } from "../table/table.ts"

/** What one column of a file looks like before anybody has said what it means. */
export type ColumnProfile = {
  /** Zero-based column of the table. */
  index: number
  name: string
  rows: number
  missing: number
  /** How often each value occurs (trimmed); null when there are more than a study allows. */
  values: ReadonlyMap<string, number> | null
  /** Present cells by how they can be read as numbers. */
  readings: Readonly<Record<NumberReading, Places>>
  leadingZeros: Places
  longDigits: Places
}

/** @throws {RangeError} when the table has no such column. */
export function profileColumn(table: Table, index: number, markers: readonly string[]): ColumnProfile {
  const column = table.columns[index]
  if (column === undefined) throw new RangeError(`column ${index} of ${table.columns.length}`)
  const readings = {
    same: new PlaceList(),
    point: new PlaceList(),
    comma: new PlaceList(),
    ambiguous: new PlaceList(),
    none: new PlaceList(),
  }
  const leadingZeros = new PlaceList()
  const longDigits = new PlaceList()
  const traitsOf = memoised((cell) => cellTraits(cell, markers))
  let values: Map<string, number> | null = new Map()
  let missing = 0
  for (let row = 0; row < table.rows; row++) {
    const { text, isPresent, reading, isCode, isLong } = traitsOf(column.at(row))
    if (!isPresent) {
      missing++
      continue
    }
    const line = table.lineOf(row)
    readings[reading].add(line, text)
    if (isCode) leadingZeros.add(line, text)
    if (isLong) longDigits.add(line, text)
    values?.set(text, (values.get(text) ?? 0) + 1)
    if (values !== null && values.size > LIMITS.categories) values = null
  }
  return { index, name: column.name, rows: table.rows, missing, values, readings, leadingZeros, longDigits }
}

type CellTraits = {
  text: string
  isPresent: boolean
  reading: NumberReading
  isCode: boolean
  isLong: boolean
}

function cellTraits(cell: string, markers: readonly string[]): CellTraits {
  const text = cell.trim()
  return {
    text,
    isPresent: !isMissing(text, markers),
    reading: numberReading(text),
    isCode: hasLeadingZero(text),
    isLong: hasLongDigits(text),
  }
}

const MOSTLY = 0.95

/** A few slips of the pen do not make a column of numbers into categories. */
export function isMostlyNumbers({ rows, missing, readings }: ColumnProfile): boolean {
  const present = rows - missing
  return present > 0 && present - readings.none.count >= MOSTLY * present
}
