import type {
  AbandonReason,
  AggregationPurpose,
  ParticipantId,
  RefusalCode,
  RoundMetrics,
  StudyHash,
  StudyId,
  StudySpec,
} from "@tutti/protocol"

/** Everything an owner's screen shows; plain data, so that it crosses the worker's border by copy. */
export type OwnerView = {
  phase:
    | "connecting"
    /** Let in; the owner chooses and checks data. */
    | "admitted"
    /** Agreed; waits for a round. */
    | "ready"
    | "training"
    /** In a masked sum, before its part has left. */
    | "masking"
    | "uploading"
    | "evaluating"
    /** Confirms who is in the sum, and opens its shares. */
    | "unmasking"
    /** Sent its part; waits for the others. */
    | "waiting"
    | "paused"
    | "reconnecting"
    | "ended"
    | "left"
    /** Refused for good; `refusal` says why. */
    | "refused"
  participant: ParticipantId | null
  study: { id: StudyId; spec: StudySpec; hash: StudyHash } | null
  /** This identity took part before: the page offers to continue. */
  returning: boolean
  round: number | null
  cohort: number | null
  /** What the owner waits for, from the relay; `remainingMs` counts from `sinceMs` of the participant's clock. */
  wait: {
    for: "owners" | "roster" | "admin" | "updates" | "evaluations" | "turn" | "sum"
    have: number
    need: number
    remainingMs: number | null
    sinceMs: number
  } | null
  /** This owner's own curve: never sent to another owner. */
  own: readonly OwnRound[]
  /** The study's curve, as the relay announces it. */
  rounds: readonly RoundMetrics[]
  abandoned: readonly { round: number; reason: AbandonReason; survivors: number; needed: number }[]
  /** Everything that left this tab, in order; envelopes and payloads. */
  ledger: readonly LedgerEntry[]
  bytesOut: number
  bytesIn: number
  /** The newest refusal; `phase` says whether it was final. */
  refusal: { code: RefusalCode; of: string | null } | null
  outcome: { kind: "finished" | "stopped"; bestRound: number; lastRound: number } | null
  backend: { name: string; reason: string } | null
  /** Of a secure study, from its frozen roster on; null before, and in every other. */
  secure: SecureOwnerView | null
}

export type SecureOwnerView = {
  /** Twelve groups of five digits, to be compared with the admin's by voice. */
  safetyNumber: string
  /** N: owners in the frozen roster. */
  owners: number
  /** t on the complete graph of N owners: so many must be there to open anything. */
  threshold: number
  /** c: owners that may side with the relay and learn nothing more. */
  colludersTolerated: number
  /** m: no sum of fewer owners is opened. Below 10 it is a demonstration, not protection. */
  minimumCohort: number
  /** Masked vectors that left for this data, opened or not; of at most `maxContributions`. */
  contributions: number
  maxContributions: number
  /** The sum that this owner is in, and its own last step; "offer" before the first has left. */
  aggregation: {
    number: number
    purpose: AggregationPurpose
    step: "offer" | "advertise" | "shares" | "masked" | "confirm" | "unmask"
  } | null
  /** The newest request that an honest relay does not make. The owner has paused because of it. */
  evidence: { code: RefusalCode; number: number } | null
}

export type OwnRound = {
  round: number
  trainLoss: number
  trainAccuracy: number | null
  validationLoss: number | null
  validationAccuracy: number | null
  trainingMs: number
}

export type LedgerEntry = {
  what:
    | "identity"
    | "row-counts-and-column-sums"
    | "model-update"
    | "enrolment"
    /** Uniform for the relay: the update and the measurements under their masks. */
    | "masked-vector"
    /** Keys, sealed shares, confirmations and opened shares around a masked vector. */
    | "aggregation-step"
    | "validation-measurement"
    | "activity"
    | "request"
  round: number | null
  bytes: number
  recipient: "relay"
  atMs: number
}
