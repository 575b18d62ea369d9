import { integerBound, type RegressionColumn, unitsPerOneFloat } from "./column.ts"

/** Why a cell cannot be encoded; `row` counts from 0 within this owner's rows, `column` is its name. */
export type CellRefusal = {
  readonly code: "E_RG_NOT_A_NUMBER" | "E_RG_RANGE" | "E_RG_DIGITS"
  readonly column: string
  readonly row: number
}

/** Adding and subtracting 1.5 · 2⁵² rounds a float64 below 2⁵¹ to the nearest integer. */
const ROUNDER = 1.5 * 2 ** 52
/** A cell is a decimal when the decimal lies within 4 units in its last place: 0.1 + 0.2 is 0.3. */
const LAST_PLACES = 2 ** -50

/**
 * Encode a stretch of a column.
 * @param cells  all of the owner's cells
 * @param first  index of the first cell to encode
 * @param count  how many
 * @param target [≥ count], receives the integers, each exact in float64
 * @returns how many were encoded: `count`, or fewer when the next cell is refused (`cellRefusal` says why).
 */
export type Encoder = (cells: ArrayLike<number>, first: number, count: number, target: Float64Array) => number

export function encoderOf(column: RegressionColumn): Encoder {
  const factor = unitsPerOneFloat(column.encoding)
  const bound = integerBound(column)
  // A binary cell may lie anywhere between two integers, a decimal one only as far as float64 put it.
  const [slack, give] = column.encoding.kind === "decimal" ? [LAST_PLACES, 0] : [0, 0.5]
  return (cells, first, count, target) => {
    for (let index = 0; index < count; index++) {
      const scaled = (cells[first + index] ?? Number.NaN) * factor
      const integer = scaled + ROUNDER - ROUNDER
      const size = Math.abs(integer)
      // Written so that a cell that is not a number fails.
      if (!(size <= bound && Math.abs(scaled - integer) <= slack * size + give)) return index
      target[index] = integer
    }
    return count
  }
}

/** The first cell that the column's declaration does not allow; null where all are allowed. */
export function columnRefusal(column: RegressionColumn, cells: ArrayLike<number>): CellRefusal | null {
  const encoded = encoderOf(column)(cells, 0, cells.length, new Float64Array(cells.length))
  return encoded === cells.length ? null : cellRefusal(column, cells[encoded], encoded)
}

/** Why `encoderOf(column)` stopped at this cell. */
export function cellRefusal(column: RegressionColumn, cell: number | undefined, row: number): CellRefusal {
  const outside = Math.abs(cell ?? Number.NaN) * unitsPerOneFloat(column.encoding) > integerBound(column)
  const code = !Number.isFinite(cell) ? "E_RG_NOT_A_NUMBER" : outside ? "E_RG_RANGE" : "E_RG_DIGITS"
  return { code, column: column.name, row }
}
