import * as z from "zod"
import { StudyState } from "./admin.ts"
import { ParticipantId, StudyHash, StudyId } from "./ids.ts"
import { LIMITS } from "./limits.ts"
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
} from "./messages.ts"
import { RefusalCode } from "./refusal.ts"
import { PublicKey, SecurePolicy } from "./study.ts"

/*
 * Encrypted linear regression: what an admin declares, and every message between a party and the relay. Parties are the
 * data owners, who hold shares, and the dealer. (docs/regression.md)
 */

const columnName = z.string().trim().min(1).max(120)
const count = z.int().min(0)
const milliseconds = z.number().min(0)
/** 64 bytes in base64url: an Ed25519 signature. */
const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/)

// ── the study ────────────────────────────────────────────────────────────────────────────────────────────────────

/** How a cell becomes an integer: value = integer · unit. */
export const ColumnEncoding = z.discriminatedUnion("kind", [
  /** unit = 10^−digits: cells are decimals of at most so many digits after the point, and stay exact. */
  z.strictObject({ kind: z.literal("decimal"), digits: z.int() }),
  /** unit = 2^(exponent − 32): cells are rounded to 2⁻³² of the public scale 2^exponent. */
  z.strictObject({ kind: z.literal("binary"), exponent: z.int() }),
])
export type ColumnEncoding = z.infer<typeof ColumnEncoding>

/** A column as the study declares it: public, and the same for every owner. */
export const RegressionColumn = z.strictObject({
  name: columnName,
  encoding: ColumnEncoding,
  /** |value| ≤ bound, in the column's own unit; every cell is checked against it where it lies. */
  bound: z.number().positive(),
})
export type RegressionColumn = z.infer<typeof RegressionColumn>

/** What is regressed on what. Whether it can be computed, `designProblems` of @tutti/regression says. */
export const RegressionDesign = z.strictObject({
  target: RegressionColumn,
  features: z.array(RegressionColumn).min(1).max(LIMITS.columns).readonly(),
  /** `by-owner` gives every owner an intercept of its own: fixed effects, by centring within the owner. */
  intercept: z.enum(["estimated", "none", "by-owner"]),
  /** Weights of rows are whole numbers from 1 to `largest`; null weighs all rows alike. */
  weight: z.strictObject({ name: columnName, largest: z.int().min(1) }).nullable(),
  /** λ ≥ 0 of ‖y − Xβ‖² + λ‖β‖², in the features' own units, at most 6 digits; the intercept is not penalised. */
  ridgePenalty: z.number().min(0),
  /** A bound on the rows of all owners together; what is opened depends on the true number only. */
  mostRows: z.int().min(1),
})
export type RegressionDesign = z.infer<typeof RegressionDesign>

/** `aggregate`: the pooled sums of products, to the relay and the admin. `coefficients`: no more than the table. */
export const RegressionOpening = z.enum(["aggregate", "coefficients"])
export type RegressionOpening = z.infer<typeof RegressionOpening>

/** How owners find the design's columns in their files. */
export const RegressionDataset = z.strictObject({
  /** False when files have no header line: columns are then taken by position, features first and the target last. */
  header: z.boolean(),
  /** Of the design's columns by name, shown beside them; a column that is not here has none. */
  units: z.array(z.strictObject({ name: columnName, unit: z.string().max(40) })).max(LIMITS.columns),
  /** Cells that mean "no value", besides the empty cell; their rows are left out. */
  missingMarkers: z.array(z.string().max(20)).max(20),
})
export type RegressionDataset = z.infer<typeof RegressionDataset>

/** The rules of a secure study that are not about training; see SecurePolicy. */
export const RegressionPolicy = SecurePolicy.pick({
  studyKey: true,
  relayKey: true,
  corruptPerTenThousand: true,
  dropoutPerTenThousand: true,
  minimumCohort: true,
  maxContributions: true,
})
export type RegressionPolicy = z.infer<typeof RegressionPolicy>

/** What an admin creates, its study key signs, and every owner reads before it agrees. */
export const RegressionSpec = z
  .strictObject({
    kind: z.literal("regression"),
    title: z.string().trim().min(1).max(120),
    /** Who asks, in words an owner understands. */
    organiser: z.string().trim().min(1).max(120),
    /** What for. */
    purpose: z.string().trim().min(1).max(2_000),
    design: RegressionDesign,
    dataset: RegressionDataset,
    opening: RegressionOpening,
    /** Whether owners are shown the table. With coefficients opened, their machines know it in any case. */
    ownersSeeResult: z.boolean(),
    /** The admin knows that a correct table of such columns may determine the pooled sums (E_RG_DETERMINED). */
    acceptsDetermined: z.boolean(),
    secure: RegressionPolicy,
    /** X25519 of the admin's browser: parties seal their reports to it. */
    resultKey: PublicKey,
    /** Ed25519 of the dealer; where coefficients are opened, and only there. */
    dealerKey: PublicKey.optional(),
    /** Runs that one owner's data may enter, finished or not. */
    mostRuns: z.int().min(1).max(100),
    /** How long every step of a run may take. */
    deadlineMs: z.int().min(1_000).max(86_400_000),
    /** Days after the end of the study until the relay deletes it. */
    retentionDays: z.int().min(1).max(3_650),
  })
  .superRefine((spec, context) => {
    for (const problem of specProblems(spec)) context.addIssue({ code: "custom", ...problem })
  })
export type RegressionSpec = z.infer<typeof RegressionSpec>

type KeyHolders = Pick<RegressionSpec, "opening" | "dealerKey" | "secure" | "resultKey">

/** What no single field can see: a dealer too many or too few, and keys that serve two roles. */
function specProblems({ opening, dealerKey, secure, resultKey }: KeyHolders) {
  const problems: { path: string[]; message: string }[] = []
  if ((opening === "coefficients") !== (dealerKey !== undefined))
    problems.push({
      path: ["dealerKey"],
      message: "a study that opens coefficients, and no other, has a dealer",
    })
  const keys = [secure.studyKey, secure.relayKey, resultKey, ...(dealerKey === undefined ? [] : [dealerKey])]
  if (new Set(keys).size < keys.length)
    problems.push({ path: ["dealerKey"], message: "relay, dealer and admin each have a key of their own" })
  return problems
}

/** POST /api/regressions; the answer is that of a new study. */
export const CreateRegression = z.strictObject({ spec: RegressionSpec, policySignature: signature })
export type CreateRegression = z.infer<typeof CreateRegression>

// ── runs ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Counts up within a study; no number is ever used twice. Where sums are opened it is the aggregation's number. */
export const RunNumber = z.int().min(1).max(0x7fff_ffff)

/** A party's place in the frozen roster. */
const PartyIndex = count.max(LIMITS.owners)

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

/** What a refusal within a run says. */
const runRefusal = {
  code: RefusalCode,
  /** Whose message it was, if one party's. */
  party: PartyIndex.optional(),
  /** The column that is in the way, and those that it depends on. */
  column: columnName.optional(),
  from: z.array(columnName).max(LIMITS.columns).readonly().optional(),
} as const

/** Decimal, of no more digits than the field of a solve has. */
const integer = z.string().regex(/^-?\d{1,4000}$/)

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

// ── readiness ────────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── party → relay ────────────────────────────────────────────────────────────────────────────────────────────────

/** As at the owners' door. The dealer is known by its key and needs no invite. */
export const PartyIdentify = Identify.extend({ invite: Identify.shape.invite.optional() })
/** With the consent; or all that an owner chooses to tell whose file does not fit. The newest one holds. */
export const Readiness = z.strictObject({ kind: z.literal("readiness"), findings: ColumnFindings })
/** Payload: a fresh X25519 key and its signature [96]. */
export const RunKey = z.strictObject({ kind: z.literal("run-key"), run: RunNumber })
/** Of the dealer, one for each party. Payload: the material, sealed to it. */
export const DealMaterial = z.strictObject({ kind: z.literal("material"), run: RunNumber, to: PartyIndex })
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
/** The opened sums, in decimal; see statisticsToVector. */
const openedSums = z.array(z.string().regex(/^-?\d{1,39}$/)).max(20_000)
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

// ── admin ────────────────────────────────────────────────────────────────────────────────────────────────────────

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
  index: PartyIndex.nullable(),
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
  party: PartyIndex.nullable(),
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
