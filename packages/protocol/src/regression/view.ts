import * as z from "zod"
import { StudyState } from "../admin.ts"
import { ParticipantId, StudyHash, StudyId } from "../ids.ts"
import { FrozenRoster } from "../messages.ts"
import { RefusalCode } from "../refusal.ts"
import { columnName, count, milliseconds, openedSums, partyIndex, signature } from "./forms.ts"
import { ColumnFindings } from "./readiness.ts"
import { RunEndReason, RunNumber, RunRound } from "./runs.ts"
import { RegressionOpening, RegressionSpec } from "./spec.ts"

/* What an admin's page asks about regressions, and is told. */

/** GET /api/regressions: what a list shows of each. All else of a regression is asked under /api/studies/:study. */
export const RegressionSummary = z.strictObject({
  study: StudyId,
  title: z.string(),
  state: StudyState,
  opening: RegressionOpening,
  owners: count,
  /** Runs begun. */
  runs: count,
  createdAt: z.iso.datetime(),
})
export type RegressionSummary = z.infer<typeof RegressionSummary>
export const RegressionList = z.strictObject({ regressions: z.array(RegressionSummary) })

/** GET /api/dealings/:dealer: the studies that name this dealer's key and have not ended. */
export const Dealings = z.strictObject({ studies: z.array(StudyId) })

/** POST /api/invitations, where the link leads to a regression. */
export const RegressionInvitation = z.strictObject({
  spec: RegressionSpec,
  studyHash: StudyHash,
  policySignature: signature,
})
export type RegressionInvitation = z.infer<typeof RegressionInvitation>

/** GET /api/studies/:study/outcome: what only the admin's own page can read, or the opened sums. */
export const RegressionOutcome = z.discriminatedUnion("opening", [
  z.strictObject({
    opening: z.literal("coefficients"),
    run: RunNumber,
    /** [parties] base64url, each sealed to the result key. */
    reports: z.array(z.string().regex(/^[A-Za-z0-9_-]+$/)),
  }),
  z.strictObject({
    opening: z.literal("aggregate"),
    run: RunNumber,
    /** Owners in the sum. */
    survivors: z.int().min(1),
    sums: openedSums,
  }),
])
export type RegressionOutcome = z.infer<typeof RegressionOutcome>

export const RegressionOwnerView = z.strictObject({
  participant: ParticipantId,
  label: z.string(),
  /** Place in the frozen roster; null before the freeze, and for whoever is not in it. */
  index: partyIndex.nullable(),
  /** What this owner has said of its columns; null before, and after the relay has started anew without it. */
  findings: ColumnFindings.nullable(),
  state: z.enum(["joined", "enrolled", "working", "waiting", "away", "left", "excluded"]),
  /** Payload bytes of the newest run. */
  bytesUp: z.number().min(0),
})
export type RegressionOwnerView = z.infer<typeof RegressionOwnerView>

/** The open run, or one that has ended. */
export const RegressionRunView = z.strictObject({
  run: RunNumber,
  step: z.enum(["keys", "material", "frames", "reports", "sum", "finished", "ended"]),
  /** Of the frames, 1 … 5; else null. */
  round: RunRound.nullable(),
  have: count,
  need: count,
  remainingMs: milliseconds.nullable(),
  elapsedMs: milliseconds,
  reason: RunEndReason.nullable(),
  code: RefusalCode.nullable(),
  party: partyIndex.nullable(),
  column: columnName.nullable(),
})
export type RegressionRunView = z.infer<typeof RegressionRunView>

/** Everything a page shows of a regression in progress. */
export const RegressionView = z.strictObject({
  kind: z.literal("regression"),
  study: StudyId,
  studyHash: StudyHash,
  spec: RegressionSpec,
  state: StudyState,
  owners: z.array(RegressionOwnerView),
  /** Null where the study has none. */
  dealer: z.enum(["away", "there", "working"]).nullable(),
  roster: FrozenRoster.nullable(),
  /** Oldest first; the open one is the last. */
  runs: z.array(RegressionRunView),
})
export type RegressionView = z.infer<typeof RegressionView>

/** What the relay's log says of a regression. */
export const RegressionEvent = z.strictObject({
  kind: z.enum([
    "joined",
    "enrolled",
    "left",
    "disconnected",
    "reconnected",
    "roster-frozen",
    "run-begun",
    "run-ended",
    "run-finished",
    "refused",
    "stopped",
  ]),
  participant: ParticipantId.nullable(),
  run: RunNumber.nullable(),
  code: z.union([RefusalCode, RunEndReason]).nullable(),
})
export type RegressionEvent = z.infer<typeof RegressionEvent>
