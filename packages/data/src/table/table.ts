/** One column of a file: its cells as text, exactly as they stand there. */
export type TableColumn = {
  /** From the header, trimmed; "column 3" where the file has none. */
  readonly name: string
  /** @throws {RangeError} for a row that is not there. */
  at(row: number): string
}

/** A CSV file in memory, by columns. Nothing in it is a number yet. */
export type Table = {
  /** Whether the names come from the file. */
  readonly header: boolean
  readonly columns: readonly TableColumn[]
  readonly rows: number
  /** 1-based line of the file on which a row begins, the header counted. */
  lineOf(row: number): number
}

/** The name of a column that the file does not name. */
export const columnNumber = (index: number) => `column ${index + 1}`

/**
 * Some rows of a table, in the given order, without copying a cell: how a simulation deals one file to many owners.
 * @param rows indices into `table`, each in [0, table.rows).
 */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  const original = (row: number) => {
    const index = rows[row]
    if (index === undefined) throw new RangeError(`row ${row} of ${rows.length}`)
    return index
  }
  return {
    header: table.header,
    columns: table.columns.map((column) => ({
      name: column.name,
      at: (row) => column.at(original(row)),
    })),
    rows: rows.length,
    lineOf: (row) => table.lineOf(original(row)),
  }
}

/** The cells of one row, in the file's order: for the preview on the owner's own screen. */
export function rowCells(table: Table, row: number): string[] {
  return table.columns.map((column) => column.at(row))
}
