import * as z from "zod"
import { StudyHash } from "../ids.ts"

/* The runs of a regression: how they are counted, why they end, and what a party reports of one. */

/** Decimal, of no more digits than the field of a solve has. */
const integer = z.string().regex(/^-?\d{1,4000}$/)

/** Counts up within a study; no number is ever used twice. Where sums are opened it is the aggregation's number. */
export const RunNumber = z.int().min(1).max(0x7fff_ffff)

/** Openings of a solve on shares. */
export const RunRound = z.int().min(1).max(5)

/** Why a run ended without a result. Nothing more is opened of it. */
export const RunEndReason = z.enum([
  "party-gone",
  "dealer-gone",
  "deadline",
  /** A party or the dealer refused, by the code that comes with it. */
  "refused",
  "stopped",
  "relay-restarted",
  "too-few-survivors",
  "too-few-shares",
  "bad-shares",
])
export type RunEndReason = z.infer<typeof RunEndReason>

/** What a party opened in its run, and says under seal and signature to the admin alone. */
export const RunReportBody = z.strictObject({
  study: StudyHash,
  run: RunNumber,
  /** SHA-256 of all frames of the run, hex. */
  transcript: z.string().regex(/^[0-9a-f]{64}$/),
  /** As `openedValues` lists it, without what is masked. */
  opened: z.array(z.strictObject({ name: z.string(), values: z.array(integer) })).max(16),
})
export type RunReportBody = z.infer<typeof RunReportBody>
