import { REFUSALS, type RefusalCode } from "@tutti/protocol"
import { TuttiError } from "../error.ts"

/** What a refusal of a regression is about, besides its code. */
export type RefusedAt = {
  /** Names of columns are public: they are part of the study. */
  readonly column?: string | null
  /** The columns that it depends on. */
  readonly from?: readonly string[] | null
  /** Line of the owner's file, counted from 1. */
  readonly line?: number
  /** Place in the frozen roster, from 0. */
  readonly party?: number | null
}

/** What lies in the rows of all owners together, whichever party says it first. */
const OF_ALL: ReadonlySet<RefusalCode> = new Set([
  "E_RG_ROWS",
  "E_RG_CONSTANT",
  "E_RG_COLLINEAR",
  "E_RG_MOMENTS",
  "E_RG_PRECISION",
])

/** Whether a refusal is about the rows of all owners together, and so about none of them. */
export const isOfAllRows = (code: RefusalCode): boolean => OF_ALL.has(code)

/** The relay's or a party's refusal in words: what happened and where, never a value. */
export function regressionFailure(
  code: RefusalCode,
  { column, from, line, party }: RefusedAt = {},
): TuttiError {
  const { side, what, next } = REFUSALS[code]
  const places = [
    ...(party == null || isOfAllRows(code) ? [] : [`party ${party + 1}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column == null ? [] : [`column ${column}`]),
    ...(from == null || from.length === 0 ? [] : [`which depends on ${from.join(", ")}`]),
  ]
  const where = places.length === 0 ? "" : ` (${places.join(", ")})`
  return new TuttiError(code, side, `${what.replace(/\.$/, "")}${where}. ${next}`)
}
