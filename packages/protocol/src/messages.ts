import * as z from "zod"
import { ModelHash, ParticipantId, RoundNumber, StudyHash, StudyId } from "./ids.ts"
import { LIMITS } from "./limits.ts"
import { AbandonReason, RefusalCode } from "./refusal.ts"
import { StudySpec } from "./study.ts"

/*
 * Every message between an owner and the relay, once. A message is an envelope (JSON) and at most one payload
 * (bytes: float32 little-endian weights). The transport carries the payload in chunks and hands both over together.
 */

const base64url = (bytes: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$`))
const count = z.int().min(0)
const milliseconds = z.number().min(0)
const loss = z.number()
/** Share of right answers, in [0, 1]; null for a numeric target. */
const accuracy = z.number().min(0).max(1).nullable()

/** Sums over one owner's training rows, in the column's own unit, before scaling. */
export const ColumnStatistics = z.strictObject({
  name: z.string().min(1).max(120),
  count,
  sum: z.number(),
  sumOfSquares: z.number().min(0),
})
export type ColumnStatistics = z.infer<typeof ColumnStatistics>

/** value ↦ (value − mean) / stddev for one numeric column; stddev is 1 where the column is constant. */
export const ColumnScaling = z.strictObject({
  name: z.string().min(1).max(120),
  mean: z.number(),
  stddev: z.number().positive(),
})
export type ColumnScaling = z.infer<typeof ColumnScaling>

/** What an owner does right now; the relay adds what it sees itself (asleep, reconnecting, dropped). */
export const OwnerActivity = z.enum([
  "joined",
  "data-checked",
  "training",
  "uploading",
  "evaluating",
  "waiting",
  "paused",
])
export type OwnerActivity = z.infer<typeof OwnerActivity>

/** Sums over all owners that the study may know: what each owner's weight is measured against. */
export const StudyTotals = z.strictObject({
  /** Whose rows these are: the survivors of the statistics' sum. */
  owners: z.int().min(1),
  trainingRows: z.int().min(1),
  validationRows: count,
})
export type StudyTotals = z.infer<typeof StudyTotals>

/**
 * The owners of a secure study, once and for all: nobody joins after it was signed. An owner's index is its place.
 * @see docs/secure-aggregation.md, rosterRoot and sig/roster
 */
export const FrozenRoster = z.strictObject({
  version: z.int().min(1),
  /** In ascending order of participant id, none twice. */
  identityKeys: z.array(base64url(32)).min(2).max(LIMITS.owners),
  /** Of the study key. */
  signature: base64url(64),
})
export type FrozenRoster = z.infer<typeof FrozenRoster>

/** Counts up within a study, whatever is added up; the round number of docs/secure-aggregation.md. */
export const AggregationNumber = z.int().min(1)

/** What an aggregation opens: the columns' sums once per roster; an update and its measurements; measurements alone. */
export const AggregationPurpose = z.enum(["statistics", "training", "measurement"])
export type AggregationPurpose = z.infer<typeof AggregationPurpose>

// ── owner → relay ────────────────────────────────────────────────────────────────────────────────────────────────

/** Answer to a challenge. The signature covers "tutti/identify/1", 0x00, the nonce and the study id. */
export const Identify = z.strictObject({
  kind: z.literal("identify"),
  protocol: z.int(),
  study: StudyId,
  invite: z.string().min(16).max(128),
  publicKey: base64url(32),
  signature: base64url(64),
  /** Shown in the admin's roster, chosen by the owner; never logged. */
  label: z.string().trim().max(40),
})
/** The owner has mapped, checked and agreed. Column statistics are of its training rows. */
export const Ready = z.strictObject({
  kind: z.literal("ready"),
  studyHash: StudyHash,
  trainingRows: z.int().min(1),
  validationRows: count,
  statistics: z.array(ColumnStatistics).max(LIMITS.columns),
})
/** Payload: the weights after local training [parameters]. */
export const Update = z.strictObject({
  kind: z.literal("update"),
  round: RoundNumber,
  examples: z.int().min(1),
  trainLoss: loss,
  trainAccuracy: accuracy,
  trainingMs: milliseconds,
})
/** The new global model, measured on this owner's validation rows; examples 0 when it has none. */
export const Evaluation = z.strictObject({
  kind: z.literal("evaluation"),
  round: RoundNumber,
  examples: count,
  loss,
  accuracy,
})
/** This owner's machine could not do what the round asks; code says why, in the relay's words. */
export const Failed = z.strictObject({ kind: z.literal("failed"), round: RoundNumber, code: RefusalCode })
export const Activity = z.strictObject({ kind: z.literal("activity"), activity: OwnerActivity })
export const Leave = z.strictObject({ kind: z.literal("leave") })
/** Secure studies, in place of `ready`: mapped, checked and agreed. Nothing about the data leaves with it. */
export const Enrol = z.strictObject({ kind: z.literal("enrol"), studyHash: StudyHash })
/** Secure studies: one step of an aggregation. Payload: the binary message M1, M3, M5, M7 or M9. */
export const OwnerAggregation = z.strictObject({
  kind: z.literal("aggregation"),
  number: AggregationNumber,
  step: z.enum(["advertise", "shares", "masked", "confirm", "unmask"]),
})
export const WantResult = z.strictObject({ kind: z.literal("want-result"), which: z.enum(["best", "last"]) })

export const OwnerMessage = z.discriminatedUnion("kind", [
  Identify,
  Ready,
  Update,
  Evaluation,
  Failed,
  Activity,
  Leave,
  WantResult,
  Enrol,
  OwnerAggregation,
])
export type OwnerMessage = z.infer<typeof OwnerMessage>

// ── relay → owner ────────────────────────────────────────────────────────────────────────────────────────────────

export const Challenge = z.strictObject({
  kind: z.literal("challenge"),
  protocol: z.int(),
  /** 32 random bytes, base64url; answered once. */
  nonce: base64url(32),
})
export const Admitted = z.strictObject({
  kind: z.literal("admitted"),
  participant: ParticipantId,
  study: StudyId,
  spec: StudySpec,
  studyHash: StudyHash,
  /** Present once the first round has frozen it. */
  scaling: z.array(ColumnScaling).nullable(),
  lastCommittedRound: count,
  /** True when this identity took part before: the page offers to continue. */
  returning: z.boolean(),
  /** Secure studies: Ed25519 of the study key over the study's hash. */
  policySignature: base64url(64).optional(),
  /** Secure studies, once the admin has frozen it. */
  roster: FrozenRoster.optional(),
})
/** Sent whenever the wait changes; a page never waits without a subject, a count and a deadline. */
export const Waiting = z.strictObject({
  kind: z.literal("waiting"),
  for: z.enum(["owners", "roster", "admin", "updates", "evaluations", "turn", "sum"]),
  have: count,
  need: count,
  /** Until the relay gives up; null while nothing runs out. */
  remainingMs: milliseconds.nullable(),
})
/** Train. Payload: the global weights [parameters]; absent when the owner holds the model of this hash already. */
export const RoundOpened = z.strictObject({
  kind: z.literal("round-opened"),
  round: RoundNumber,
  cohort: z.int().min(1),
  modelHash: ModelHash,
  scaling: z.array(ColumnScaling),
  /** Secure studies: this owner's weight is its rows against these. */
  totals: StudyTotals.optional(),
  /** Seeds this owner's shuffles and dropout of this round; follows from the study's seed and the cohort's order. */
  seed: z.int().min(0).max(0xffff_ffff),
  remainingMs: milliseconds,
})
/** Evaluate. Payload: the new global weights [parameters]. */
export const ModelAveraged = z.strictObject({
  kind: z.literal("model-averaged"),
  round: RoundNumber,
  survivors: z.int().min(1),
  modelHash: ModelHash,
  remainingMs: milliseconds,
})
export const RoundMetrics = z.strictObject({
  round: RoundNumber,
  cohort: z.int().min(1),
  survivors: z.int().min(1),
  trainLoss: loss,
  trainAccuracy: accuracy,
  /** Null when no owner has validation rows. */
  validationLoss: loss.nullable(),
  validationAccuracy: accuracy,
  /** Wall time from the opening of the round to its commit. */
  seconds: z.number().min(0),
  /** Payload bytes that one owner sent, averaged over the survivors. */
  bytesUpPerOwner: z.number().min(0),
  modelHash: ModelHash,
})
export type RoundMetrics = z.infer<typeof RoundMetrics>
export const RoundClosed = z.strictObject({ kind: z.literal("round-closed"), metrics: RoundMetrics })
export const RoundAbandoned = z.strictObject({
  kind: z.literal("round-abandoned"),
  round: RoundNumber,
  reason: AbandonReason,
  survivors: count,
  needed: count,
})
export const StudyPaused = z.strictObject({ kind: z.literal("study-paused") })
export const StudyEnded = z.strictObject({
  kind: z.literal("study-ended"),
  outcome: z.enum(["finished", "stopped"]),
  bestRound: count,
  lastRound: count,
})
/** Payload: the weights of that round [parameters]. */
export const Result = z.strictObject({
  kind: z.literal("result"),
  which: z.enum(["best", "last"]),
  round: RoundNumber,
  modelHash: ModelHash,
  scaling: z.array(ColumnScaling),
})
/** Secure studies: the roster that the study key has signed. */
export const RosterFrozen = z.strictObject({ kind: z.literal("roster-frozen"), roster: FrozenRoster })
/** Secure studies: one step of an aggregation. Payload: the binary message M0, M2, M4, M6, M8 or M10. */
export const RelayAggregation = z.strictObject({
  kind: z.literal("aggregation"),
  number: AggregationNumber,
  purpose: AggregationPurpose,
  step: z.enum(["offer", "roster", "deliver", "survivors", "quorum", "result"]),
})
/** Secure studies: this sum was not opened. What the owner still holds of it is to be wiped. */
export const AggregationEnded = z.strictObject({
  kind: z.literal("aggregation-ended"),
  number: AggregationNumber,
  reason: AbandonReason,
})
/** Secure studies: the measurement of a closed round's model, which arrives with the next sum. */
export const RoundMeasured = z.strictObject({
  kind: z.literal("round-measured"),
  round: RoundNumber,
  validationLoss: loss,
  validationAccuracy: accuracy,
})
export const Refused = z.strictObject({
  kind: z.literal("refused"),
  code: RefusalCode,
  /** The kind of message that was refused, when it could be read. */
  of: z.string().max(40).optional(),
  /** Where the study stands: a late update learns the next round's number. */
  nextRound: RoundNumber.optional(),
})

export const RelayMessage = z.discriminatedUnion("kind", [
  Challenge,
  Admitted,
  Waiting,
  RoundOpened,
  ModelAveraged,
  RoundClosed,
  RoundAbandoned,
  StudyPaused,
  StudyEnded,
  Result,
  RosterFrozen,
  RelayAggregation,
  AggregationEnded,
  RoundMeasured,
  Refused,
])
export type RelayMessage = z.infer<typeof RelayMessage>

/** The kinds that carry a payload; a payload on any other kind is malformed, and so is one that is missing here. */
export const PAYLOAD_KINDS = {
  update: "required",
  aggregation: "required",
  "model-averaged": "required",
  result: "required",
  "round-opened": "optional",
} as const satisfies Partial<Record<OwnerMessage["kind"] | RelayMessage["kind"], "required" | "optional">>
