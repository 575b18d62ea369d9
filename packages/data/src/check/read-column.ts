import type { Column, Target } from "@tutti/protocol"
import { type ColumnSource, listedValues } from "../mapping/mapping.ts"
import { parseNumber } from "../numbers.ts"
import { isMissing } from "../schema/column-profile.ts"
import type { Table } from "../table/table.ts"

/** What became of a cell. */
export const CELL = { read: 0, missing: 1, notANumber: 2, outOfRange: 3, unknownCategory: 4 } as const
export type CellState = keyof typeof CELL

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
  const values = new Float64Array(table.rows).fill(Number.NaN)
  const states = new Uint8Array(table.rows)
  const read = cellReader(column, source)
  for (let row = 0; row < table.rows; row++) {
    const cell = cells.at(row)
    const result = isMissing(cell, markers) ? "missing" : read(cell.trim())
    if (typeof result === "number") values[row] = result
    else states[row] = CELL[result]
  }
  return { values, states }
}

type CellReader = (text: string) => number | Exclude<CellState, "read">

function cellReader(column: Column | Target, source: ColumnSource): CellReader {
  const listed = listedValues(column)
  if (listed !== null) {
    const indices = new Map(listed.map((value, index) => [value, index]))
    for (const [spelled, meant] of source.values) {
      const index = indices.get(meant)
      if (index !== undefined) indices.set(spelled, index)
    }
    return (text) => indices.get(text) ?? "unknownCategory"
  }
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } =
    column.kind === "numeric" ? column : {}
  return (text) => {
    const value = parseNumber(text, source.decimal) * source.factor
    if (!Number.isFinite(value)) return "notANumber"
    return value < min || value > max ? "outOfRange" : value
  }
}
