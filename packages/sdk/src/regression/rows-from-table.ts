import { type DecimalSign, parseNumber, profileColumn, type Table } from "@tutti/data"
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
  const places = names.map((name, place) => placeOf(table, dataset, name, place))
  const sign = decimalSign(table, places, dataset.missingMarkers)
  const readers = names.map((name, at) => reader(table, places[at] ?? 0, name, sign, dataset.missingMarkers))
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

function placeOf(table: Table, { header }: RegressionSpec["dataset"], name: string, place: number): number {
  const index = header ? table.columns.findIndex((column) => column.name === name) : place
  if (table.columns[index] === undefined)
    throw new TuttiError("D_COLUMN_MISSING", "sender", `The file has no column ${name}.`)
  return index
}

/** One sign for the whole file: "6,575" alone could be either, and beside "34,7" it is not. */
function decimalSign(
  table: Table,
  places: readonly number[],
  missingMarkers: readonly string[],
): DecimalSign {
  let [points, commas] = [0, 0]
  for (const place of places) {
    const { readings } = profileColumn(table, place, missingMarkers)
    points += readings.point.count
    commas += readings.comma.count
  }
  return commas > points ? "comma" : "point"
}

function reader(
  table: Table,
  place: number,
  name: string,
  sign: DecimalSign,
  missingMarkers: readonly string[],
): Reader {
  const column = table.columns[place]
  if (column === undefined) throw new RangeError(`column ${place} of ${table.columns.length}`)
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
