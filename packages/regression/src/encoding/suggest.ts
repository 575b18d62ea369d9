import { isPossibleColumn, MOST_DIGITS, type RegressionColumn } from "./column.ts"
import { encoderOf } from "./encode.ts"

/** Cells that are looked at before all of them are: most columns that are no decimals show it at once. */
const STRETCH = 512
/** Columns that are smaller still are all zeros for whoever measures them. */
const SMALLEST_EXPONENT = -400

/**
 * The declaration that suits these cells: decimal with the fewest digits that keep every cell exact, else binary.
 * The bound is the power of two at or above the largest magnitude, so that it tells no more than the order of it.
 * @param cells finite numbers; a column of zeros gets the bound 1
 * @returns undefined when a cell is not a finite number, or too large to be encoded at all.
 */
export function suggestColumn(name: string, cells: ArrayLike<number>): RegressionColumn | undefined {
  let largest = 0
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] ?? Number.NaN
    if (!Number.isFinite(cell)) return undefined
    largest = Math.max(largest, Math.abs(cell))
  }
  const exponent = largest === 0 ? 0 : Math.max(powerOfTwoAbove(largest), SMALLEST_EXPONENT)
  const bound = 2 ** exponent
  for (let digits = 0; digits <= MOST_DIGITS; digits++) {
    const column = { name, encoding: { kind: "decimal", digits }, bound } as const
    if (isPossibleColumn(column) && holdsAll(column, cells)) return column
  }
  const column = { name, encoding: { kind: "binary", exponent }, bound } as const
  return isPossibleColumn(column) ? column : undefined
}

/** The smallest e with 2^e ≥ value. */
function powerOfTwoAbove(value: number): number {
  let exponent = Math.ceil(Math.log2(value))
  while (2 ** exponent < value) exponent += 1
  while (2 ** (exponent - 1) >= value) exponent -= 1
  return exponent
}

function holdsAll(column: RegressionColumn, cells: ArrayLike<number>): boolean {
  const encode = encoderOf(column)
  const integers = new Float64Array(STRETCH)
  for (let first = 0; first < cells.length; first += STRETCH) {
    const count = Math.min(STRETCH, cells.length - first)
    if (encode(cells, first, count, integers) < count) return false
  }
  return true
}
