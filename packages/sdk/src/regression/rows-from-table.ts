import type { Table } from "@tutti/data"
import type { RegressionSpec } from "@tutti/protocol"
import type { RegressionRows } from "@tutti/regression"
import { columnsOf } from "@tutti/sessions/regression"
import { TuttiError } from "../error.ts"
import { type ColumnCells, cellsOf, completeRows } from "./column-cells.ts"
import { type ColumnPlaces, placesByName } from "./fit-file.ts"
import { regressionFailure } from "./regression-failure.ts"

/** An owner's complete rows as a regression takes them, and where each stands in the file. */
export type OwnRows = {
  readonly rows: RegressionRows
  /** [rows] lines of the file, counted from 1. */
  readonly lines: readonly number[]
  /** Rows that are left out because a cell of theirs holds no value. */
  readonly leftOut: number
}

/**
 * The columns of a regression out of a file.
 * @param places as `placesByName` finds them, or as the owner says
 * @throws {TuttiError} D_COLUMN_MISSING, or E_RG_NOT_A_NUMBER with line and column; never with the cell.
 */
export function rowsFromTable(
  table: Table,
  { design, dataset }: Pick<RegressionSpec, "design" | "dataset">,
  places: ColumnPlaces = placesByName(table, { design, dataset }),
): OwnRows {
  const names = columnsOf({ design })
  const cells = cellsOf(table, places, dataset.missingMarkers)
  const there = names.map((name, at) => {
    const column = cells[at]
    if (!column) throw new TuttiError("D_COLUMN_MISSING", "sender", `The file has no column ${name}.`)
    return column
  })
  const kept = completeRows(table, there)
  const columns = there.map((column, at) => numbersOf(table, column, names[at] ?? "", kept))
  const features = columns.slice(0, design.features.length)
  const [target = new Float64Array(0), weights] = columns.slice(design.features.length)
  return {
    rows: { features, target, ...(weights && { weights }) },
    lines: kept.map((row) => table.lineOf(row)),
    leftOut: table.rows - kept.length,
  }
}

/** @throws {TuttiError} for a cell that is no number. */
function numbersOf(table: Table, column: ColumnCells, name: string, kept: readonly number[]): Float64Array {
  return Float64Array.from(kept, (row) => {
    const value = column.at(row)
    if (Number.isNaN(value))
      throw regressionFailure("E_RG_NOT_A_NUMBER", { line: table.lineOf(row), column: name })
    return value
  })
}
