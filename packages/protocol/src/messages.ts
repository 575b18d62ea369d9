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
})
/** Sent whenever the wait changes; a page never waits without a subject, a count and a deadline. */
export const Waiting = z.strictObject({
  kind: z.literal("waiting"),
  for: z.enum(["owners", "admin", "updates", "evaluations", "turn"]),
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
  Refused,
])
export type RelayMessage = z.infer<typeof RelayMessage>

/** The kinds that carry a payload; a payload on any other kind is malformed, and so is one that is missing here. */
export const PAYLOAD_KINDS = {
  update: "required",
  "model-averaged": "required",
  result: "required",
  "round-opened": "optional",
} as const satisfies Partial<Record<OwnerMessage["kind"] | RelayMessage["kind"], "required" | "optional">>
