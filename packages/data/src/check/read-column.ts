import type { Column, Target } from "@tutti/protocol"
import { type ColumnSource, listedValues } from "../mapping/mapping.ts"
import { memoised } from "../memoised.ts"
import { isMissing } from "../missing.ts"
import { parseNumber } from "../numbers.ts"
import type { Table } from "../table/table.ts"

/** What became of a cell. */
export const CELL = { read: 0, missing: 1, notANumber: 2, outOfRange: 3, unknownCategory: 4 } as const
type CellState = (typeof CELL)[keyof typeof CELL]

/** One column of the study, read from an owner's file. */
export type ReadColumn = {
  /** [rows] the number in the study's unit, or the zero-based index of the listed value; NaN unless read. */
  values: Float64Array
  /** [rows] of CELL. */
  states: Uint8Array
}

/** Read all cells of one mapped column. */
export function readColumn(
  table: Table,
  column: Column | Target,
  source: ColumnSource,
  markers: readonly string[],
): ReadColumn {
  const cells = table.columns[source.column]
  if (cells === undefined) throw new RangeError(`column ${source.column} of ${table.columns.length}`)
  const values = new Float64Array(table.rows)
  const states = new Uint8Array(table.rows)
  const read = memoised(cellReader(column, source, markers))
  for (let row = 0; row < table.rows; row++) {
    const { value, state } = read(cells.at(row))
    values[row] = value
    states[row] = state
  }
  return { values, states }
}

type ReadCell = { value: number; state: CellState }

function cellReader(
  column: Column | Target,
  source: ColumnSource,
  markers: readonly string[],
): (cell: string) => ReadCell {
  const listed = listedValues(column)
  const readText = listed === null ? numberReader(column, source) : categoryReader(listed, source)
  return (cell) => {
    const text = cell.trim()
    return isMissing(text, markers) ? unread(CELL.missing) : readText(text)
  }
}

const unread = (state: CellState): ReadCell => ({ value: Number.NaN, state })

function numberReader(column: Column | Target, { decimal, factor }: ColumnSource) {
  const bounds: { min?: number | undefined; max?: number | undefined } =
    column.kind === "numeric" ? column : {}
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bounds
  return (text: string): ReadCell => {
    const value = parseNumber(text, decimal) * factor
    if (!Number.isFinite(value)) return unread(CELL.notANumber)
    return value < min || value > max ? unread(CELL.outOfRange) : { value, state: CELL.read }
  }
}

function categoryReader(listed: readonly string[], source: ColumnSource) {
  const indices = new Map(listed.map((value, index) => [value, index]))
  for (const [spelled, meant] of source.values) {
    const index = listed.indexOf(meant)
    if (index !== -1) indices.set(spelled, index)
  }
  return (text: string): ReadCell => {
    const value = indices.get(text)
    return value === undefined ? unread(CELL.unknownCategory) : { value, state: CELL.read }
  }
}
