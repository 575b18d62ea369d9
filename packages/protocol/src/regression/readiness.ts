import * as z from "zod"
import { LIMITS } from "../limits.ts"

/* How ready an owner's file is, in words that say nothing of its rows. */

/** What an owner's machine says of one column of its file: one of these words, never a count, a value or a place. */
export const ColumnFinding = z.enum([
  "fits",
  /** Some rows hold no value here, and are left out. */
  "rows-left-out",
  "not-there",
  "not-a-number",
  "out-of-range",
  /** A cell has more digits than are declared. */
  "too-many-digits",
  /** As its owner says: no machine can see it. */
  "other-unit",
])
export type ColumnFinding = z.infer<typeof ColumnFinding>

/** For each column of the design: the features in order, the target, and the weight where there is one. */
export const ColumnFindings = z
  .array(ColumnFinding)
  .min(2)
  .max(LIMITS.columns + 2)
  .readonly()
export type ColumnFindings = z.infer<typeof ColumnFindings>
