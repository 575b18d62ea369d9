import { type DecimalSign, parseNumber, profileColumn, type Table } from "@tutti/data"

/** The cells of one column of a file, read as the regression reads them. */
export type ColumnCells = {
  isMissing(row: number): boolean
  isMissingSomewhere(): boolean
  /** NaN for a cell that is no number. */
  at(row: number): number
}

/** @param places of the file's columns; null for one that is not there */
export function cellsOf(
  table: Table,
  places: readonly (number | null)[],
  missingMarkers: readonly string[],
): (ColumnCells | null)[] {
  const sign = decimalSign(table, places, missingMarkers)
  return places.map((place) => {
    const column = place === null ? undefined : table.columns[place]
    if (column === undefined) return null
    const isMissing = (row: number): boolean => {
      const cell = column.at(row).trim()
      return cell === "" || missingMarkers.includes(cell)
    }
    return {
      isMissing,
      isMissingSomewhere: () => rowsOf(table).some(isMissing),
      at: (row) => parseNumber(column.at(row), sign),
    }
  })
}

/** Rows in which every column that is there has a value; the others are left out. */
export const completeRows = (table: Table, cells: readonly (ColumnCells | null)[]): number[] =>
  rowsOf(table).filter((row) => cells.every((column) => column === null || !column.isMissing(row)))

const rowsOf = (table: Table): number[] => Array.from({ length: table.rows }, (_, row) => row)

/** One sign for the whole file: "6,575" alone could be either, and beside "34,7" it is not. */
function decimalSign(
  table: Table,
  places: readonly (number | null)[],
  missingMarkers: readonly string[],
): DecimalSign {
  let [points, commas] = [0, 0]
  for (const place of places) {
    if (place === null) continue
    const { readings } = profileColumn(table, place, missingMarkers)
    points += readings.point.count
    commas += readings.comma.count
  }
  return commas > points ? "comma" : "point"
}
