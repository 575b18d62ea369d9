import * as z from "zod"
import { ParticipantId, StudyHash, StudyId } from "../ids.ts"
import { LIMITS } from "../limits.ts"
import {
  Challenge,
  Enrol,
  FrozenRoster,
  Identify,
  Leave,
  OwnerAggregation,
  Refused,
  RelayAggregation,
  RosterFrozen,
} from "../messages.ts"
import { RefusalCode } from "../refusal.ts"
import { count, milliseconds, openedSums, partyIndex, runRefusal, signature } from "./forms.ts"
import { ColumnFindings } from "./readiness.ts"
import { RunEndReason, RunNumber, RunRound } from "./runs.ts"
import { RegressionSpec } from "./spec.ts"

/*
 * Every message between a party of a regression and the relay. Parties are the data owners, who hold shares, and the
 * dealer. (docs/regression.md)
 */

// ── party → relay ────────────────────────────────────────────────────────────────────────────────────────────────

/** As at the owners' door. The dealer is known by its key and needs no invite. */
export const PartyIdentify = Identify.extend({ invite: Identify.shape.invite.optional() })
/** With the consent; or all that an owner chooses to tell whose file does not fit. The newest one holds. */
export const Readiness = z.strictObject({ kind: z.literal("readiness"), findings: ColumnFindings })
/** Payload: a fresh X25519 key and its signature [96]. */
export const RunKey = z.strictObject({ kind: z.literal("run-key"), run: RunNumber })
/** Of the dealer, one for each party. Payload: the material, sealed to it. */
export const DealMaterial = z.strictObject({ kind: z.literal("material"), run: RunNumber, to: partyIndex })
/** Payload: this party's frame key, sealed to each other party in order [48 · (parties − 1)]. */
export const FrameKeys = z.strictObject({ kind: z.literal("frame-keys"), run: RunNumber })
/** Payload: the round's frame, sealed. */
export const RunFrame = z.strictObject({ kind: z.literal("frame"), run: RunNumber, round: RunRound })
/** Payload: what was opened, signed and sealed to the result key. */
export const RunReport = z.strictObject({ kind: z.literal("report"), run: RunNumber })
/** This party or the dealer refuses to go on; the run is over. */
export const RunFailed = z.strictObject({ kind: z.literal("run-failed"), run: RunNumber, ...runRefusal })

export const PartyMessage = z.discriminatedUnion("kind", [
  PartyIdentify,
  Readiness,
  Enrol,
  RunKey,
  DealMaterial,
  FrameKeys,
  RunFrame,
  RunReport,
  RunFailed,
  Leave,
  OwnerAggregation,
])
export type PartyMessage = z.infer<typeof PartyMessage>

// ── relay → party ────────────────────────────────────────────────────────────────────────────────────────────────

export const PartyRole = z.enum(["owner", "dealer"])
export type PartyRole = z.infer<typeof PartyRole>

export const PartyAdmitted = z.strictObject({
  kind: z.literal("admitted"),
  participant: ParticipantId,
  study: StudyId,
  spec: RegressionSpec,
  studyHash: StudyHash,
  /** Ed25519 of the study key over the study's hash. */
  policySignature: signature,
  /** Once the admin has frozen it. */
  roster: FrozenRoster.optional(),
  role: PartyRole,
  /** A run has finished; there will be no other. */
  finished: z.boolean(),
})
/** Sent whenever the wait changes: no page waits without a subject, a count and a deadline. */
export const PartyWaiting = z.strictObject({
  kind: z.literal("waiting"),
  for: z.enum(["roster", "owners", "dealer", "admin", "keys", "material", "frames", "reports", "sum"]),
  have: count,
  need: count,
  /** Of the frames that are waited for; null elsewhere. */
  round: RunRound.nullable(),
  /** Until the relay gives the run up; null while nothing runs out. */
  remainingMs: milliseconds.nullable(),
})
/** To all parties of the frozen roster and to the dealer: say your key for this run. */
export const RunOffered = z.strictObject({
  kind: z.literal("run-offered"),
  run: RunNumber,
  /** K: all owners of the frozen roster. */
  parties: z.int().min(2).max(LIMITS.owners),
  remainingMs: milliseconds,
})
/** Payload: everybody's key and signature, the dealer's first [96 · (parties + 1)]. */
export const RunRoster = z.strictObject({ kind: z.literal("run-roster"), run: RunNumber })
/** Payload: this party's material, as the dealer sealed it. */
export const RunMaterial = z.strictObject({ kind: z.literal("material"), run: RunNumber })
/** Payload: the others' frame keys, sealed to this party, in order [48 · (parties − 1)]. */
export const OthersFrameKeys = z.strictObject({ kind: z.literal("frame-keys"), run: RunNumber })
/** Payload: the others' sealed frames of this round, in order; all are of one length. */
export const RunFrames = z.strictObject({ kind: z.literal("frames"), run: RunNumber, round: RunRound })
/** No result; what a party still holds of the run is to be wiped. */
export const RunEnded = z.strictObject({
  kind: z.literal("run-ended"),
  run: RunNumber,
  reason: RunEndReason,
  ...runRefusal,
  code: RefusalCode.optional(),
})
export const RegressionFinished = z.strictObject({
  kind: z.literal("finished"),
  run: RunNumber,
  /** Where sums are opened and owners see the result. */
  sums: openedSums.optional(),
})

export const PartyRelayMessage = z.discriminatedUnion("kind", [
  Challenge,
  PartyAdmitted,
  PartyWaiting,
  RosterFrozen,
  RunOffered,
  RunRoster,
  RunMaterial,
  OthersFrameKeys,
  RunFrames,
  RunEnded,
  RegressionFinished,
  RelayAggregation,
  Refused,
])
export type PartyRelayMessage = z.infer<typeof PartyRelayMessage>

/** The kinds that carry a payload, as PAYLOAD_KINDS says it of the training messages. */
export const PARTY_PAYLOAD_KINDS = {
  "run-key": "required",
  material: "required",
  "frame-keys": "required",
  frame: "required",
  report: "required",
  "run-roster": "required",
  frames: "required",
  aggregation: "required",
} as const satisfies Partial<Record<PartyMessage["kind"] | PartyRelayMessage["kind"], "required">>
