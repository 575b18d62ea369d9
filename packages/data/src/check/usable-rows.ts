import type { Column, DatasetSchema, Target } from "@tutti/protocol"
import { type Mapping, mappedColumns } from "../mapping/mapping.ts"
import type { Table } from "../table/table.ts"
import { CELL, type ReadColumn, readColumn } from "./read-column.ts"

/** Whether a column's missing values are filled in; a target's never are. */
export function isImputed(column: Column | Target): boolean {
  return "missing" in column && column.missing !== "drop-row"
}

/**
 * Read every mapped column in the schema's order, the target last, one at a time; columns without a source are passed
 * over.
 * @param visit gets each column as read; what it does not keep is freed.
 * @returns [usable rows] indices of the table's rows in which every cell was read, or is missing and filled in.
 */
export function readUsableRows(
  table: Table,
  schema: DatasetSchema,
  mapping: Mapping,
  visit?: (column: Column | Target, read: ReadColumn) => void,
): Uint32Array {
  const usable = new Uint8Array(table.rows).fill(1)
  for (const { column, source } of mappedColumns(schema, mapping)) {
    if (source === null) continue
    const read = readColumn(table, column, source, schema.missingMarkers)
    const imputed = isImputed(column)
    for (let row = 0; row < table.rows; row++) {
      const state = read.states[row]
      if (state !== CELL.read && !(imputed && state === CELL.missing)) usable[row] = 0
    }
    visit?.(column, read)
  }
  return Uint32Array.from(indicesOfOnes(usable))
}

/** Indices of the rows that can take part, in the file's order: a simulation deals these to its owners. */
export function usableRows(table: Table, schema: DatasetSchema, mapping: Mapping): Uint32Array {
  return readUsableRows(table, schema, mapping)
}

function* indicesOfOnes(flags: Uint8Array): Generator<number, void> {
  for (const [index, flag] of flags.entries()) if (flag === 1) yield index
}
