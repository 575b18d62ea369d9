import { jsonHash, sha256Hex } from "@tutti/crypto"
import { initialWeights, type ServerMoments } from "@tutti/learning"
import {
  type AbandonReason,
  type ColumnScaling,
  type FrozenRoster,
  ModelHash,
  type ParticipantId,
  type RoundMetrics,
  StudyHash,
  type StudyId,
  type StudySpec,
  type StudyState,
  type StudyTotals,
} from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"

/**
 * What must survive kill −9. A round is opened, then committed or abandoned; a relay that starts again turns an
 * opened round without an end into an abandoned one ("relay-restarted") and goes on from the last committed model.
 */
export type CommitRecord = { atMs: number } /** An owner agreed and was ready for the first time. */ & (
  | { kind: "owner-known"; participant: ParticipantId; label: string; identityKey: string | null }
  /** `totals` in secure studies alone: both come out of one sum. */
  | { kind: "scaling-frozen"; scaling: readonly ColumnScaling[]; totals: StudyTotals | null }
  /** Secure studies, once. */
  | { kind: "roster-frozen"; roster: FrozenRoster }
  /** Before the first offer of this number leaves, so that no number is ever offered twice. */
  | { kind: "aggregation-begun"; number: number }
  /** Before any owner is told the result, so that the owners' history is never ahead of the relay's. */
  | { kind: "aggregation-finished"; number: number; transcript: string }
  /** The measurement of the last committed round's model; `best` is decided by it. */
  | {
      kind: "round-measured"
      round: number
      validationLoss: number
      validationAccuracy: number | null
      best: boolean
    }
  /** The best model becomes the current one again: the last one was measured and had run away. */
  | { kind: "rolled-back" }
  | { kind: "round-opened"; round: number; cohort: readonly ParticipantId[] }
  | {
      kind: "round-committed"
      metrics: RoundMetrics
      weights: Float32Array
      /** Adam's moments and step of the server optimiser; null for plain averaging. */
      server: ServerMoments | null
      survivors: readonly ParticipantId[]
      /** The best model so far: the lowest validation loss, or training loss where nobody holds validation rows. */
      best: boolean
    }
  | { kind: "round-abandoned"; round: number; reason: AbandonReason; survivors: readonly ParticipantId[] }
  | { kind: "state"; state: StudyState }
)

/** All that a coordinator needs to go on after a restart: the fold of its commit records. */
export type CommittedStudy = {
  study: StudyId
  spec: StudySpec
  studyHash: StudyHash
  /** Of a secure study: its study key's, base64url, as it was checked when the study was made. */
  policySignature: string | null
  state: StudyState
  scaling: readonly ColumnScaling[] | null
  /** Of a secure study, once its statistics have been opened. */
  totals: StudyTotals | null
  /** Of a secure study, once it is frozen. */
  roster: FrozenRoster | null
  /** Highest aggregation number ever begun. */
  lastAggregation: number
  /** The newest finished aggregation and its transcript, base64url; null before the first. */
  finishedAggregation: { number: number; transcript: string } | null
  /** 0 before the first committed round. Abandoned rounds use up a number and are not counted as done. */
  lastCommittedRound: number
  /** Highest number ever opened. */
  lastRound: number
  committedRounds: number
  /** Of the last committed round, or the initial ones. [parameters] */
  weights: Float32Array
  modelHash: ModelHash
  /** 0 before the first committed round. */
  bestRound: number
  /** [parameters]; null before the first committed round. */
  bestWeights: Float32Array | null
  server: ServerMoments | null
  /** Rounds that ended, in their order. */
  rounds: readonly EndedRound[]
  /** The round that was opened and has no end yet. */
  opened: OpenedRound | null
  /** Identities that agreed before. */
  known: ReadonlyMap<ParticipantId, KnownOwner>
}

/** @property identityKey base64url; null for an owner that was known before it was kept. */
export type KnownOwner = { label: string; identityKey: string | null }

export type OpenedRound = { round: number; cohort: readonly ParticipantId[]; openedAtMs: number }

export type EndedRound = OpenedRound & {
  closedAtMs: number
  survivors: number
} & ({ metrics: RoundMetrics; reason: null } | { metrics: null; reason: AbandonReason })

/** A study that nobody has joined yet, with its initial model. The same spec gives the same model hash. */
export function newStudy(
  study: StudyId,
  spec: StudySpec,
  policySignature: string | null = null,
): CommittedStudy {
  const weights = initialWeights(spec.model, spec.training.seed)
  return {
    study,
    spec,
    studyHash: hashStudy(spec),
    policySignature,
    state: "open",
    scaling: null,
    totals: null,
    roster: null,
    lastAggregation: 0,
    finishedAggregation: null,
    lastCommittedRound: 0,
    lastRound: 0,
    committedRounds: 0,
    weights,
    modelHash: hashModel(weights),
    bestRound: 0,
    bestWeights: null,
    server: null,
    rounds: [],
    opened: null,
    known: new Map(),
  }
}

/** One more record on what stands: the same fold for the running coordinator and for one that starts again. */
export function applyCommit(study: CommittedStudy, record: CommitRecord): CommittedStudy {
  switch (record.kind) {
    case "owner-known": {
      const { participant, label, identityKey } = record
      return { ...study, known: new Map(study.known).set(participant, { label, identityKey }) }
    }
    case "scaling-frozen":
      return { ...study, scaling: record.scaling, totals: record.totals }
    case "roster-frozen":
      return { ...study, roster: record.roster }
    case "aggregation-begun":
      return { ...study, lastAggregation: record.number }
    case "aggregation-finished":
      return {
        ...study,
        finishedAggregation: { number: record.number, transcript: record.transcript },
      }
    case "round-measured": {
      const { round, validationLoss, validationAccuracy, best } = record
      return {
        ...study,
        rounds: study.rounds.map((ended) =>
          ended.round === round && ended.metrics !== null
            ? { ...ended, metrics: { ...ended.metrics, validationLoss, validationAccuracy } }
            : ended,
        ),
        ...(best ? { bestRound: round, bestWeights: study.weights } : {}),
      }
    }
    case "rolled-back": {
      const weights = study.bestWeights ?? study.weights
      return { ...study, weights, modelHash: hashModel(weights), server: null }
    }
    case "round-opened": {
      const { round, cohort, atMs } = record
      return { ...study, lastRound: round, opened: { round, cohort, openedAtMs: atMs } }
    }
    case "round-committed": {
      const { metrics, weights, server, survivors, best, atMs } = record
      return {
        ...study,
        opened: null,
        rounds: [
          ...study.rounds,
          {
            ...openedRound(study),
            closedAtMs: atMs,
            survivors: survivors.length,
            metrics,
            reason: null,
          },
        ],
        lastCommittedRound: metrics.round,
        committedRounds: study.committedRounds + 1,
        weights,
        modelHash: metrics.modelHash,
        server,
        ...(best ? { bestRound: metrics.round, bestWeights: weights } : {}),
      }
    }
    case "round-abandoned": {
      const { reason, survivors, atMs } = record
      return {
        ...study,
        opened: null,
        rounds: [
          ...study.rounds,
          {
            ...openedRound(study),
            closedAtMs: atMs,
            survivors: survivors.length,
            metrics: null,
            reason,
          },
        ],
      }
    }
    case "state":
      return { ...study, state: record.state }
  }
}

/** Whether a round's model is the best so far. A measured model goes before an unmeasured one, ties to the earlier. */
export function isBest(study: CommittedStudy, metrics: RoundMetrics): boolean {
  const best = study.rounds.find(({ round }) => round === study.bestRound)?.metrics
  if (!best) return true
  if (metrics.validationLoss === null || best.validationLoss === null)
    return (
      best.validationLoss === null && (metrics.validationLoss !== null || metrics.trainLoss < best.trainLoss)
    )
  return metrics.validationLoss < best.validationLoss
}

/** SHA-256 over the weights' little-endian float32 bytes. @param weights [parameters] */
export function hashModel(weights: Float32Array): ModelHash {
  return ModelHash.parse(sha256Hex(floatsToBytes(weights)))
}

/** What an owner agrees to when it agrees to a study. */
export function hashStudy(spec: StudySpec): StudyHash {
  return StudyHash.parse(jsonHash(spec))
}

function openedRound({ opened }: CommittedStudy): OpenedRound {
  if (opened === null) throw new Error("a round can only end after it was opened")
  return opened
}
