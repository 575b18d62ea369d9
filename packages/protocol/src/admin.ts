import * as z from "zod"
import { InviteId, ModelHash, ParticipantId, RoundNumber, StudyHash, StudyId } from "./ids.ts"
import { LIMITS } from "./limits.ts"
import { AggregationPurpose, ColumnScaling, FrozenRoster, RoundMetrics } from "./messages.ts"
import { AbandonReason, RefusalCode } from "./refusal.ts"
import { PublicKey, StudySpec } from "./study.ts"

/* What an admin or an observer asks over HTTP, and the live view that the relay pushes to their sockets. */

const instant = z.iso.datetime()

export const StudyState = z.enum(["open", "running", "paused", "finished", "stopped"])
export type StudyState = z.infer<typeof StudyState>

/** 64 bytes in base64url. */
const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/)

export const CreateStudy = z.strictObject({
  spec: StudySpec,
  /** Required in the secure mode: Ed25519 of the study key over the study's hash. */
  policySignature: signature.optional(),
})
export type CreateStudy = z.infer<typeof CreateStudy>
export const StudyCreated = z.strictObject({ study: StudyId, studyHash: StudyHash })

export const CreateInvite = z.strictObject({
  /** Hours until the invite expires. */
  expiresInHours: z.number().positive().max(8_760),
  /** How many different owners may join by it. */
  uses: z.int().min(1).max(LIMITS.owners),
})
/** The secret is returned once and stored as a hash; it belongs in the fragment of the link. */
export const InviteCreated = z.strictObject({ invite: InviteId, secret: z.string(), expiresAt: instant })
export const InviteView = z.strictObject({
  invite: InviteId,
  expiresAt: instant,
  uses: z.int().min(1),
  used: z.int().min(0),
  revoked: z.boolean(),
})
export type InviteView = z.infer<typeof InviteView>

/** `next-round` runs one round and pauses again; `start` runs all that are left. */
export const StudyCommand = z.strictObject({ command: z.enum(["start", "pause", "stop", "next-round"]) })
export type StudyCommand = z.infer<typeof StudyCommand>

export const StudySummary = z.strictObject({
  study: StudyId,
  title: z.string(),
  state: StudyState,
  mode: z.enum(["trusted", "secure"]),
  owners: z.int().min(0),
  rounds: z.int().min(0),
  plannedRounds: z.int().min(1),
  createdAt: instant,
})
export type StudySummary = z.infer<typeof StudySummary>

/** One owner as the admin sees it. Losses of single owners are not part of it in any mode. */
export const RosterState = z.enum([
  "joined",
  "data-checked",
  "ready",
  "training",
  "uploading",
  "evaluating",
  "masking",
  "unmasking",
  "waiting",
  "paused",
  "asleep",
  "reconnecting",
  "dropped",
  "excluded",
  "left",
  "failed",
])
export type RosterState = z.infer<typeof RosterState>

export const RosterEntry = z.strictObject({
  participant: ParticipantId,
  label: z.string(),
  state: RosterState,
  sinceMs: z.number().min(0),
  code: RefusalCode.nullable(),
  bytesUp: z.number().min(0),
  bytesDown: z.number().min(0),
})
export type RosterEntry = z.infer<typeof RosterEntry>

/** One note of the score: what an owner did, from when to when, in ms since the round opened. */
export const ScoreNote = z.strictObject({
  participant: ParticipantId,
  phase: z.enum(["train", "mask", "upload", "unmask", "evaluate", "wait", "dropped"]),
  fromMs: z.number().min(0),
  toMs: z.number().min(0),
})
export type ScoreNote = z.infer<typeof ScoreNote>

export const RoundView = z.strictObject({
  round: RoundNumber,
  phase: z.enum(["training", "unmasking", "evaluating", "committed", "abandoned"]),
  cohort: z.array(ParticipantId),
  openedAt: instant,
  /** Ms since the round opened; grows until it closes. */
  elapsedMs: z.number().min(0),
  remainingMs: z.number().min(0).nullable(),
  received: z.int().min(0),
  needed: z.int().min(0),
  reason: AbandonReason.nullable(),
  metrics: RoundMetrics.nullable(),
  notes: z.array(ScoreNote),
})
export type RoundView = z.infer<typeof RoundView>

export const StudyEvent = z.strictObject({
  at: instant,
  kind: z.enum([
    "created",
    "joined",
    "ready",
    "left",
    "disconnected",
    "reconnected",
    "started",
    "paused",
    "stopped",
    "finished",
    "round-opened",
    "round-committed",
    "round-abandoned",
    "roster-frozen",
    "statistics-opened",
    "aggregation-abandoned",
    "rolled-back",
    "refused",
    "relay-restarted",
  ]),
  participant: ParticipantId.nullable(),
  round: RoundNumber.nullable(),
  code: z.union([RefusalCode, AbandonReason]).nullable(),
})
export type StudyEvent = z.infer<typeof StudyEvent>

/** The open aggregation of a secure study as the relay sees it. */
export const AggregationView = z.strictObject({
  number: z.int().min(1),
  purpose: AggregationPurpose,
  phase: z.enum(["advertising", "sharing", "masking", "confirming", "opening", "unmasking"]),
  /** Answers of this phase, and how many are waited for in all. */
  have: z.int().min(0),
  need: z.int().min(0),
  /** Owners of this aggregation that are out of it. */
  dropped: z.int().min(0),
})
export type AggregationView = z.infer<typeof AggregationView>

/** What a cockpit shows of a secure study's roster and masks. */
export const SecureView = z.strictObject({
  /** Null before the freeze. */
  roster: FrozenRoster.nullable(),
  /** N once frozen; before that the owners who have enrolled. */
  owners: z.int().min(0),
  /** c: owners beside the relay that a round withstands; of N as above. */
  colludersTolerated: z.int().min(0),
  /** t on the complete graph of N owners: so many must be there to open anything. Null while N is too small. */
  threshold: z.int().min(1).nullable(),
  aggregation: AggregationView.nullable(),
})
export type SecureView = z.infer<typeof SecureView>

/** Everything a cockpit shows. Pushed whole, at most four times a second, when something changed. */
export const StudyView = z.strictObject({
  study: StudyId,
  studyHash: StudyHash,
  spec: StudySpec,
  state: StudyState,
  roster: z.array(RosterEntry),
  /** All committed and abandoned rounds, with notes for the newest of them and without for older ones, and the open one last. */
  rounds: z.array(RoundView),
  waiting: z
    .strictObject({ for: z.string(), have: z.int(), need: z.int(), remainingMs: z.number().nullable() })
    .nullable(),
  bestRound: z.int().min(0),
  modelHash: ModelHash,
  parameters: z.int().min(1),
  scaling: z.array(ColumnScaling).nullable(),
  events: z.array(StudyEvent),
  /** Present exactly in the secure mode. */
  secure: SecureView.optional(),
})
export type StudyView = z.infer<typeof StudyView>

/**
 * First message of an admin's or observer's socket, namespace "/watch": the client emits "watch" with this and an
 * acknowledgement that receives a WatchAnswer; the relay then emits "view" with a StudyView, at once and after every
 * change, but the next only when the client has acknowledged the last. Watching another study replaces the first; a refusal or the study's end of life closes the socket.
 */
export const Watch = z.strictObject({ protocol: z.int(), token: z.string().min(16).max(128), study: StudyId })
export type Watch = z.infer<typeof Watch>
export const WatchAnswer = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), code: RefusalCode }),
])
export type WatchAnswer = z.infer<typeof WatchAnswer>

/** Body of every HTTP refusal. `detail` names fields and rules, never values. */
export const HttpRefusal = z.strictObject({
  error: z.strictObject({
    code: RefusalCode,
    message: z.string(),
    side: z.enum(["sender", "relay"]),
    detail: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  }),
})
export type HttpRefusal = z.infer<typeof HttpRefusal>

/* The answers over HTTP that are more than one of the views above. */

/** GET /api/info: what this relay is and offers; needs no token. */
export const RelayInfo = z.strictObject({
  version: z.string(),
  protocol: z.int(),
  modes: z.array(z.enum(["trusted", "secure"])).min(1),
  /** Ed25519; secure studies name it, and owners take offers and results from no other. */
  relayKey: PublicKey,
})
export type RelayInfo = z.infer<typeof RelayInfo>

/**
 * POST /api/invitations: an owner reads what the link asks for, and joins nothing by it. `participant` says who asks
 * when this owner has been here before: its link still opens when it has expired or is used up.
 */
export const OpenInvitation = z.strictObject({
  study: StudyId,
  secret: z.string().min(16).max(128),
  participant: ParticipantId.optional(),
})
export const Invitation = z.strictObject({
  spec: StudySpec,
  studyHash: StudyHash,
  /** Of a secure study, as in `admitted`: an owner can check it before it joins. */
  policySignature: signature.optional(),
})
export type Invitation = z.infer<typeof Invitation>

/** GET /api/studies */
export const StudyList = z.strictObject({ studies: z.array(StudySummary) })
/** GET /api/studies/:study/invites */
export const InviteList = z.strictObject({ invites: z.array(InviteView) })
/** GET /api/studies/:study/enrolled: who would be in the roster if it were frozen now, in ascending order of participant id. */
export const EnrolledOwners = z.strictObject({
  owners: z.array(z.strictObject({ participant: ParticipantId, label: z.string(), identityKey: PublicKey })),
})
export type EnrolledOwners = z.infer<typeof EnrolledOwners>
/** POST /api/studies/:study/roster: once per study. */
export const FreezeRoster = z.strictObject({ roster: FrozenRoster })
/** POST /api/studies/:study/commands */
export const CommandTaken = z.strictObject({ state: StudyState })
/** POST /api/studies/:study/observers; the token belongs in the fragment of the link. */
export const ObserverCreated = z.strictObject({ token: z.string() })
/** GET /api/studies/:study/metrics.json: the committed rounds, oldest first. */
export const MetricsExport = z.strictObject({ study: StudyId, rounds: z.array(RoundMetrics) })
/** Headers beside the bytes of GET /api/studies/:study/model. */
export const MODEL_HEADERS = { round: "x-tutti-round", modelHash: "x-tutti-model-hash" } as const
