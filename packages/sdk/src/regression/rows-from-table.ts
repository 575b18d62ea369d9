import { parseNumber, profileColumn, type Table } from "@tutti/data"
import type { RegressionSpec } from "@tutti/protocol"
import type { RegressionRows } from "@tutti/regression"
import { TuttiError } from "../error.ts"
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
 * The columns of a regression out of a file: by name, or by position where the study says that files have no header.
 * @throws {TuttiError} D_COLUMN_MISSING, or E_RG_NOT_A_NUMBER with line and column; never with the cell.
 */
export function rowsFromTable(
  table: Table,
  { design, dataset }: Pick<RegressionSpec, "design" | "dataset">,
): OwnRows {
  const names = [
    ...design.features.map(({ name }) => name),
    design.target.name,
    ...(design.weight ? [design.weight.name] : []),
  ]
  const readers = names.map((name, place) => reader(table, dataset, name, place))
  const kept = Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
    readers.every(({ isMissing }) => !isMissing(row)),
  )
  const columns = readers.map(({ at }) => Float64Array.from(kept, at))
  const features = columns.slice(0, design.features.length)
  const [target = new Float64Array(0), weights] = columns.slice(design.features.length)
  return {
    rows: { features, target, ...(weights && { weights }) },
    lines: kept.map((row) => table.lineOf(row)),
    leftOut: table.rows - kept.length,
  }
}

type Reader = {
  isMissing(row: number): boolean
  /** @throws {TuttiError} for a cell that is no number. */
  at(row: number): number
}

function reader(
  table: Table,
  { header, missingMarkers }: RegressionSpec["dataset"],
  name: string,
  place: number,
): Reader {
  const index = header ? table.columns.findIndex((column) => column.name === name) : place
  const column = table.columns[index]
  if (column === undefined)
    throw new TuttiError("D_COLUMN_MISSING", "sender", `The file has no column ${name}.`)
  const { readings } = profileColumn(table, index, missingMarkers)
  const sign = readings.comma.count > readings.point.count ? "comma" : "point"
  return {
    isMissing: (row) => {
      const cell = column.at(row).trim()
      return cell === "" || missingMarkers.includes(cell)
    },
    at: (row) => {
      const value = parseNumber(column.at(row), sign)
      if (Number.isNaN(value))
        throw regressionFailure("E_RG_NOT_A_NUMBER", { line: table.lineOf(row), column: name })
      return value
    },
  }
}
