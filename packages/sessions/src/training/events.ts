import type {
  AbandonReason,
  ColumnScaling,
  ColumnStatistics,
  ModelHash,
  ParticipantId,
  RefusalCode,
  RelayMessage,
  RoundMetrics,
  StudyState,
} from "@tutti/protocol"

/*
 * The coordinator of one study is a state machine without I/O: step(state, event) → { state, effects }.
 * The relay turns messages, sockets and timers into events, and carries the effects out in their order.
 * Every event carries `nowMs`, the relay's monotonic clock.
 */

export type CoordinatorEvent = { nowMs: number } & (
  | { kind: "command"; command: "start" | "pause" | "stop" | "next-round" }
  /** Identified and admitted; `returning` when this identity was in the study before. */
  | { kind: "connected"; participant: ParticipantId; label: string }
  | { kind: "disconnected"; participant: ParticipantId }
  | {
      kind: "ready"
      participant: ParticipantId
      trainingRows: number
      validationRows: number
      statistics: readonly ColumnStatistics[]
    }
  | { kind: "paused"; participant: ParticipantId }
  | { kind: "left"; participant: ParticipantId }
  | {
      kind: "update"
      participant: ParticipantId
      round: number
      examples: number
      trainLoss: number
      trainAccuracy: number | null
      /** [parameters] weights after local training; the caller does not touch the array again. */
      weights: Float32Array
      payloadBytes: number
    }
  | {
      kind: "evaluation"
      participant: ParticipantId
      round: number
      examples: number
      loss: number
      accuracy: number | null
    }
  | { kind: "failed"; participant: ParticipantId; round: number; code: RefusalCode }
  | { kind: "deadline"; timer: TimerName }
)

/** At most one timer of each name runs. */
export type TimerName = "phase" | "quorum"

export type CoordinatorEffect =
  /** `weights` travels as the message's payload. A participant without a socket gets nothing and is no error. */
  | { kind: "send"; to: ParticipantId; message: RelayMessage; weights?: Float32Array }
  /** The same message to many; the relay encodes the payload once. */
  | { kind: "broadcast"; to: readonly ParticipantId[]; message: RelayMessage; weights?: Float32Array }
  | { kind: "start-timer"; timer: TimerName; afterMs: number }
  | { kind: "cancel-timer"; timer: TimerName }
  /** Written in one transaction before any later effect is carried out. */
  | { kind: "commit"; record: CommitRecord }

/**
 * What must survive kill −9. A round is opened, then committed or abandoned; a relay that starts again turns an
 * opened round without an end into an abandoned one ("relay-restarted") and goes on from the last committed model.
 */
export type CommitRecord =
  | { kind: "scaling-frozen"; scaling: readonly ColumnScaling[] }
  | { kind: "round-opened"; round: number; cohort: readonly ParticipantId[] }
  | {
      kind: "round-committed"
      metrics: RoundMetrics
      weights: Float32Array
      /** Adam's moments and step of the server optimiser; absent for plain averaging. */
      server: ServerMoments | null
      survivors: readonly ParticipantId[]
    }
  | { kind: "round-abandoned"; round: number; reason: AbandonReason }
  | { kind: "state"; state: StudyState }

export type ServerMoments = { step: number; first: Float32Array; second: Float32Array }

/** All that a coordinator needs to go on after a restart: the fold of its commit records. */
export type CommittedStudy = {
  state: StudyState
  scaling: readonly ColumnScaling[] | null
  /** 0 before the first committed round. Abandoned rounds use up a number and are not counted as done. */
  lastCommittedRound: number
  /** Highest number ever opened. */
  lastRound: number
  committedRounds: number
  weights: Float32Array
  modelHash: ModelHash
  bestRound: number
  bestValidationLoss: number | null
  server: ServerMoments | null
  /** Identities that took part before, with the rows they declared, so that a return needs no second consent. */
  known: ReadonlyMap<ParticipantId, { label: string }>
}
