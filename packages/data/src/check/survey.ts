import type { Column, DatasetSchema, Target } from "@tutti/protocol"
import { type ColumnSource, type Mapping, mappedColumns } from "../mapping/mapping.ts"
import type { Table } from "../table/table.ts"
import { CELL, type ReadColumn, readColumn } from "./read-column.ts"

/** One column of the study with the place it was read from and what was read. */
export type SurveyedColumn = { column: Column | Target; source: ColumnSource; read: ReadColumn }

/**
 * Read every mapped column in the schema's order, the target last, one at a time; unmapped ones are passed over.
 * @param visit gets each column; what it does not keep is freed.
 * @returns [usable rows] indices of the table's rows in which every cell was read, or is missing and filled in.
 */
export function surveyRows(
  table: Table,
  schema: DatasetSchema,
  mapping: Mapping,
  visit: (surveyed: SurveyedColumn) => void,
): Uint32Array {
  const usable = new Uint8Array(table.rows).fill(1)
  for (const { column, source } of mappedColumns(schema, mapping)) {
    if (source === null) continue
    const read = readColumn(table, column, source, schema.missingMarkers)
    const highest = isImputed(column) ? CELL.missing : CELL.read
    for (let row = 0; row < table.rows; row++) if ((read.states[row] ?? 0) > highest) usable[row] = 0
    visit({ column, source, read })
  }
  return onesIn(usable)
}

/** Whether a column's missing values are filled in; a target's never are. */
export function isImputed(column: Column | Target): boolean {
  return "missing" in column && column.missing !== "drop-row"
}

/** Indices of the rows that can take part, in the file's order: a simulation deals these to its owners. */
export function usableRows(table: Table, schema: DatasetSchema, mapping: Mapping): Uint32Array {
  return surveyRows(table, schema, mapping, () => {})
}

function onesIn(flags: Uint8Array): Uint32Array {
  const indices = new Uint32Array(flags.length)
  let count = 0
  for (let index = 0; index < flags.length; index++) {
    if (flags[index] !== 1) continue
    indices[count] = index
    count++
  }
  return indices.slice(0, count)
}
