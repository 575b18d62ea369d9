import * as z from "zod"
import { ParticipantId, StudyHash, StudyId } from "./ids.ts"
import { LIMITS } from "./limits.ts"
import { Challenge, Identify, Refused } from "./messages.ts"
import { Network } from "./network.ts"
import { RefusalCode } from "./refusal.ts"
import { PublicKey } from "./study.ts"

/*
 * Encrypted inference: what a model owner declares, and every message between the three that take part and the relay.
 * The client and the model owner are the two parties that compute on shares; the dealer helps them and sees neither
 * image nor weight. The relay forwards what is sealed from one to another. (docs/encrypted-inference.md)
 */

/** 64 bytes in base64url: an Ed25519 signature. */
const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/)

// ── what is declared ─────────────────────────────────────────────────────────────────────────────────────────────

/** Copies in every question, if the terms name no larger number: they find a tenth of the rows changed with more than 99 %. */
export const CANARY_ROWS = 50

/** What a model owner signs, and the other two read before they take part. Weights are not in it. */
export const InferenceSpec = z
  .strictObject({
    kind: z.literal("inference"),
    title: z.string().trim().min(1).max(120),
    /** Whose model it is, in words a client understands. */
    organiser: z.string().trim().min(1).max(120),
    network: Network,
    /** The ring that is computed in, and the binary digits after the point. */
    ringBits: z.union([z.literal(32), z.literal(64)]),
    fractionBits: z.int().min(1).max(30),
    /** What the client learns: each row's label, each row's scores, or how many rows have the label that it says. */
    output: z.enum(["label", "scores", "score"]),
    /** Most rows of one batch. */
    batchRows: z.int().min(1).max(1_000),
    /** Of every question so many rows are copied at places that only the client knows; of a smaller one, every row. */
    canaryRows: z.int().min(CANARY_ROWS).max(1_000),
    /** Batches on their way at the same time. */
    window: z.int().min(1).max(16),
    /** A score over fewer rows is not opened. */
    minimumRows: z.int().min(1).max(1_000_000),
    /** Rows of one run, beside `canaryRows` copies: how much one client may ask of the model. */
    mostRows: z.int().min(1).max(1_000_000),
    /** Ed25519 of the model owner, of the dealer, and of the relay that they meet at. */
    ownerKey: PublicKey,
    dealerKey: PublicKey,
    relayKey: PublicKey,
    /** How long the others may be silent in a run before it is given up. */
    deadlineMs: z.int().min(1_000).max(86_400_000),
  })
  .superRefine(({ ownerKey, dealerKey, relayKey, minimumRows, mostRows }, context) => {
    if (new Set([ownerKey, dealerKey, relayKey]).size < 3)
      context.addIssue({
        code: "custom",
        path: ["dealerKey"],
        message: "relay, dealer and model owner each have a key of their own",
      })
    if (minimumRows > mostRows)
      context.addIssue({ code: "custom", path: ["minimumRows"], message: "no run has so many rows" })
  })
export type InferenceSpec = z.infer<typeof InferenceSpec>

/**
 * POST /api/inferences; the answer is that of a new study. The relay keeps it in memory. Its id follows from terms and
 * secret, so that declaring it once more, as after the relay was started again, gives the same link.
 */
export const CreateInference = z.strictObject({
  spec: InferenceSpec,
  policySignature: signature,
  /** SHA-256 of the secret in the client's link, hex: the relay never sees the secret before the client presents it. */
  inviteHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of one that is declared once more: the number of its last run. A relay that has forgotten it goes on counting there. */
  lastRun: z.int().min(0).max(0x3fff_ffff).optional(),
})
export type CreateInference = z.infer<typeof CreateInference>

// ── runs ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** In the order in which keys are listed. */
export const InferenceSeat = z.enum(["dealer", "client", "owner"])
export type InferenceSeat = z.infer<typeof InferenceSeat>

const runNumber = z.int().min(1).max(0x7fff_ffff)

/** Why a run is over. Nothing more is opened of it, and its material serves no other. */
export const InferenceEndReason = z.enum(["finished", "left", "deadline", "refused"])
export type InferenceEndReason = z.infer<typeof InferenceEndReason>

// ── from the three ───────────────────────────────────────────────────────────────────────────────────────────────

/** As at the owners' door. Model owner and dealer are known by their keys and need no invite. */
export const InferenceIdentify = Identify.extend({ invite: Identify.shape.invite.optional() })
/** Of the client: a run, with all three there. */
export const BeginRun = z.strictObject({ kind: z.literal("begin") })
/** Payload: a fresh X25519 key and its signature [96]. */
export const InferenceRunKey = z.strictObject({ kind: z.literal("run-key"), run: runNumber })
/** Payload: a letter that nobody but `to` can open. */
export const SealedLetter = z.strictObject({ kind: z.literal("sealed"), run: runNumber, to: InferenceSeat })
/** Of the client: it has what it wanted. */
export const FinishRun = z.strictObject({ kind: z.literal("finish"), run: runNumber })
/** This one refuses to go on; the run is over. */
export const InferenceFailed = z.strictObject({
  kind: z.literal("run-failed"),
  run: runNumber,
  code: RefusalCode,
})

export const InferenceMessage = z.discriminatedUnion("kind", [
  InferenceIdentify,
  BeginRun,
  InferenceRunKey,
  SealedLetter,
  FinishRun,
  InferenceFailed,
])
export type InferenceMessage = z.infer<typeof InferenceMessage>

// ── from the relay ───────────────────────────────────────────────────────────────────────────────────────────────

export const InferenceAdmitted = z.strictObject({
  kind: z.literal("admitted"),
  participant: ParticipantId,
  study: StudyId,
  spec: InferenceSpec,
  studyHash: StudyHash,
  /** Ed25519 of the model owner over the hash. */
  policySignature: signature,
  seat: InferenceSeat,
})
/** Who is there; sent whenever that changes. */
export const Presence = z.strictObject({
  kind: z.literal("presence"),
  present: z.array(InferenceSeat).max(3).readonly(),
})
/** Say your key for this run, which this client wants. */
export const InferenceOffered = z.strictObject({
  kind: z.literal("run-offered"),
  run: runNumber,
  clientKey: PublicKey,
})
/** Payload: everybody's key and signature, in the order of the seats [3 · 96]. */
export const InferenceRoster = z.strictObject({ kind: z.literal("run-roster"), run: runNumber })
/** Payload: a letter, sealed by `from`. */
export const DeliveredLetter = z.strictObject({
  kind: z.literal("letter"),
  run: runNumber,
  from: InferenceSeat,
})
export const InferenceEnded = z.strictObject({
  kind: z.literal("run-ended"),
  run: runNumber,
  reason: InferenceEndReason,
  /** Who left, was silent or refused. */
  seat: InferenceSeat.optional(),
  code: RefusalCode.optional(),
})

export const InferenceRelayMessage = z.discriminatedUnion("kind", [
  Challenge,
  InferenceAdmitted,
  Presence,
  InferenceOffered,
  InferenceRoster,
  DeliveredLetter,
  InferenceEnded,
  Refused,
])
export type InferenceRelayMessage = z.infer<typeof InferenceRelayMessage>

/** The kinds that carry a payload, as PAYLOAD_KINDS says it of the training messages. */
export const INFERENCE_PAYLOAD_KINDS = {
  "run-key": "required",
  sealed: "required",
  "run-roster": "required",
  letter: "required",
} as const satisfies Partial<Record<InferenceMessage["kind"] | InferenceRelayMessage["kind"], "required">>

/** At this door messages are many and short: a round trip of a single image has a dozen of them in a few milliseconds. */
export const INFERENCE_LIMITS = {
  ...LIMITS,
  framesPerSecond: 8_000,
  bytesPerSecond: 256 * 1024 * 1024,
} as const

/** GET /api/inferences/dealt-by/:dealer: the inferences that name this dealer's key. */
export const InferenceDealings = z.strictObject({ inferences: z.array(StudyId) })
