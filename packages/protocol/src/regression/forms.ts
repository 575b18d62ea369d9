import * as z from "zod"
import { LIMITS } from "../limits.ts"
import { RefusalCode } from "../refusal.ts"

/* What the words of a regression are made of; nobody outside needs a name for it. */

export const columnName = z.string().trim().min(1).max(120)
export const count = z.int().min(0)
export const milliseconds = z.number().min(0)
/** 64 bytes in base64url: an Ed25519 signature. */
export const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/)

/** A party's place in the frozen roster. */
export const partyIndex = count.max(LIMITS.owners)

/** What a refusal within a run says. */
export const runRefusal = {
  code: RefusalCode,
  /** Whose message it was, if one party's. */
  party: partyIndex.optional(),
  /** The column that is in the way, and those that it depends on. */
  column: columnName.optional(),
  from: z.array(columnName).max(LIMITS.columns).readonly().optional(),
} as const

/** The opened sums, in decimal; see statisticsToVector. */
export const openedSums = z.array(z.string().regex(/^-?\d{1,39}$/)).max(20_000)
