import { matchingColumns, type Table } from "@tutti/data"
import type { ColumnFinding, RegressionColumn, RegressionSpec } from "@tutti/protocol"
import { type CellRefusal, columnRefusal } from "@tutti/regression"
import { columnsOf } from "@tutti/sessions/regression"
import { type ColumnCells, cellsOf, completeRows } from "./column-cells.ts"

/** Where a file has the columns of a regression: for each, in the order of `columnsOf`, the file's column or null. */
export type ColumnPlaces = readonly (number | null)[]

type Asked = Pick<RegressionSpec, "design" | "dataset">

/**
 * The places that need no owner: by name, exactly or else without regard to case and spaces; by position where the
 * study says that files have no header.
 */
export function placesByName(table: Table, { design, dataset }: Asked): ColumnPlaces {
  return columnsOf({ design }).map((name, place) => {
    if (!dataset.header) return place < table.columns.length ? place : null
    const [only, ...others] = matchingColumns(table, name)
    return only !== undefined && others.length === 0 ? only : null
  })
}

const FINDING: Record<CellRefusal["code"], ColumnFinding> = {
  E_RG_NOT_A_NUMBER: "not-a-number",
  E_RG_RANGE: "out-of-range",
  E_RG_DIGITS: "too-many-digits",
}

/** One word for each column: what an owner's page shows of its file, and what it may tell. */
export function findingsOf(
  table: Table,
  { design, dataset }: Asked,
  places: ColumnPlaces = placesByName(table, { design, dataset }),
): ColumnFinding[] {
  const cells = cellsOf(table, places, dataset.missingMarkers)
  const kept = completeRows(table, cells)
  const declared = [...design.features, design.target]
  return cells.map((column, at) => {
    if (column === null) return "not-there"
    const declaration = declared[at]
    const refused =
      declaration === undefined
        ? weightFinding(design, column, kept)
        : refusalOf(declaration, Float64Array.from(kept, column.at))
    if (refused !== null) return refused
    return kept.length < table.rows && column.isMissingSomewhere() ? "rows-left-out" : "fits"
  })
}

function refusalOf(column: RegressionColumn, cells: Float64Array): ColumnFinding | null {
  const refusal = columnRefusal(column, cells)
  return refusal === null ? null : FINDING[refusal.code]
}

/** Weights are whole numbers from 1 on. */
function weightFinding(
  { weight }: RegressionSpec["design"],
  column: ColumnCells,
  kept: readonly number[],
): ColumnFinding | null {
  if (weight === null) return null
  const cells = Float64Array.from(kept, column.at)
  const declaration = { ...weight, encoding: { kind: "decimal", digits: 0 }, bound: weight.largest } as const
  return refusalOf(declaration, cells) ?? (cells.some((cell) => cell < 1) ? "out-of-range" : null)
}
