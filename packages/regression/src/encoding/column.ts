import type { ColumnEncoding, RegressionColumn } from "@tutti/protocol"

/*
 * A column as the study declares it. Cells are numbers; what is summed are integers, so that sums are exact and
 * the same whoever adds them. The declaration is public and the same for every owner.
 */

export type { ColumnEncoding, RegressionColumn }

/** A decimal column has at most so many digits after the point; finer ones are encoded as binary fractions. */
export const MOST_DIGITS = 6
/** Fractional bits of a binary column, relative to its scale. */
export const BINARY_BITS = 32
/** An integer of more bits leaves no room for exact products of float64; see statistics/pieces.ts. */
const LARGEST_INTEGER = 2 ** 48
/** 2^±400: whatever lies outside is not a measurement, and its square would leave float64. */
const LARGEST_EXPONENT = 400

/** A fraction of integers; the denominator is positive. */
export type Ratio = { readonly numerator: bigint; readonly denominator: bigint }

/** Integers per 1 of the column's own unit: 1 / unit, exactly. */
export function unitsPerOne(encoding: ColumnEncoding): Ratio {
  if (encoding.kind === "decimal") return { numerator: 10n ** BigInt(encoding.digits), denominator: 1n }
  const shift = BINARY_BITS - encoding.exponent
  return shift >= 0
    ? { numerator: 1n << BigInt(shift), denominator: 1n }
    : { numerator: 1n, denominator: 1n << BigInt(-shift) }
}

/** The same factor as a float64; exact for binary columns and for decimals of up to 22 digits. */
export const unitsPerOneFloat = (encoding: ColumnEncoding): number =>
  encoding.kind === "decimal" ? 10 ** encoding.digits : 2 ** (BINARY_BITS - encoding.exponent)

/** The largest magnitude of the column's integers. */
export const integerBound = (column: RegressionColumn): number =>
  Math.ceil(column.bound * unitsPerOneFloat(column.encoding))

/** Whether a declaration can be held: digits and exponents in range, a bound above 0 that the integers reach. */
export function isPossibleColumn(column: RegressionColumn): boolean {
  const { encoding, bound } = column
  if (!(bound > 0 && Number.isFinite(bound))) return false
  const reachable =
    encoding.kind === "decimal"
      ? Number.isInteger(encoding.digits) && encoding.digits >= 0 && encoding.digits <= MOST_DIGITS
      : Number.isInteger(encoding.exponent) &&
        Math.abs(encoding.exponent) <= LARGEST_EXPONENT &&
        bound <= 2 ** encoding.exponent
  const largest = integerBound(column)
  return reachable && largest >= 1 && largest <= LARGEST_INTEGER
}
