import type { Target } from "@tutti/protocol"
import { parseNumber } from "../numbers.ts"
import type { Places } from "../place-list.ts"
import { type DataProblem, type DataProblemCode, problem } from "../problems.ts"
import { type ColumnProfile, isMostlyNumbers } from "./column-profile.ts"

export type ColumnKind = "numeric" | "category" | "left-out"

/** So many categories may be rare; beyond, a column in which most rows have a value of their own is an identifier. */
const CATEGORIES_AT_EASE = 20
/** A target of so few whole numbers is a class. */
const CLASS_VALUES = 10
/** What the protocol takes as one category. */
const CATEGORY_UNITS = 120

/** What a column seems to be, and what its owner should know about the choice. */
export function suggestKind(profile: ColumnProfile): { kind: ColumnKind; notes: DataProblem[] } {
  const { rows, missing, values, leadingZeros, longDigits, readings } = profile
  const notes: DataProblem[] = []
  const note = (code: DataProblemCode, places: Partial<Places> = {}) =>
    notes.push(problem(code, "warning", { column: profile.name, ...places }))

  if (missing === rows) note("D_EMPTY_COLUMN")
  else if (values?.size === 1) note("D_CONSTANT_COLUMN")
  if (notes.length > 0) return { kind: "left-out", notes }

  if (leadingZeros.count > 0) note("D_LEADING_ZEROS", leadingZeros)
  if (longDigits.count > 0) note("D_LONG_DIGITS", longDigits)
  const isCode = notes.length > 0
  if (!isCode && isMostlyNumbers(profile)) {
    if (readings.none.count > 0) note("D_NOT_A_NUMBER", readings.none)
    return { kind: "numeric", notes }
  }
  const distinct = sortedValues(profile)?.length
  const isIdentifier =
    distinct === undefined || (distinct > CATEGORIES_AT_EASE && 2 * distinct > rows - missing)
  if (!isIdentifier) return { kind: "category", notes }
  notes.push(
    problem("D_IDENTIFIER", "warning", {
      column: profile.name,
      ...(distinct === undefined ? {} : { found: distinct }),
    }),
  )
  return { kind: "left-out", notes }
}

export function suggestTargetKind(profile: ColumnProfile): Target["kind"] {
  const { values, leadingZeros, readings } = profile
  const onlyNumbers = readings.none.count === 0 && leadingZeros.count === 0
  const fewWhole =
    values !== null &&
    values.size <= CLASS_VALUES &&
    [...values.keys()].every((value) => /^[+-]?\d+$/.test(value))
  return onlyNumbers && !fewWhole ? "number" : "class"
}

/**
 * The values of a column in an order that depends on nothing else: numbers by size, other text by code units.
 * @returns null when they are more or longer than a study's categories may be.
 */
export function sortedValues({ values }: ColumnProfile): string[] | null {
  if (values === null) return null
  const list = [...values.keys()]
  if (list.some((value) => value.length > CATEGORY_UNITS)) return null
  const byUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  if (list.some((value) => Number.isNaN(parseNumber(value, "point")))) return list.sort(byUnits)
  return list.sort((a, b) => parseNumber(a, "point") - parseNumber(b, "point") || byUnits(a, b))
}
