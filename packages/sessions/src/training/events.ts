import type {
  AbandonReason,
  AggregationPurpose,
  ColumnStatistics,
  FrozenRoster,
  OwnerActivity,
  ParticipantId,
  RefusalCode,
  RelayMessage,
  StudyCommand,
  StudyEvent,
} from "@tutti/protocol"
import type { MessageRefusal, OwnerStep, RoundPlan } from "@tutti/secure-aggregation"
import type { AggregationPhase } from "../aggregation/ports.ts"
import type { CommitRecord } from "./committed.ts"

/*
 * The coordinator of one study is a state machine without I/O: step(state, event) → { state, effects }.
 * The relay turns messages, sockets and timers into events, and carries the effects out in their order.
 * Every event carries `nowMs`, the relay's monotonic clock.
 */

export type CoordinatorEvent = { nowMs: number } & (
  | { kind: "command"; command: StudyCommand["command"] }
  /** Of a roster that the study key has signed; whoever hosts the machine has checked that. */
  | { kind: "freeze"; roster: FrozenRoster }
  /** Identified and let in. A second `connected` without a `disconnected` between is the same owner on a new socket. */
  | { kind: "connected"; participant: ParticipantId; label: string; identityKey: string }
  | { kind: "disconnected"; participant: ParticipantId }
  /** The socket stands and its heart beats no longer: a tab in the freezer, a laptop with its lid shut. */
  | { kind: "fell-asleep"; participant: ParticipantId }
  | { kind: "woke-up"; participant: ParticipantId }
  | {
      kind: "ready"
      participant: ParticipantId
      studyHash: string
      trainingRows: number
      validationRows: number
      statistics: readonly ColumnStatistics[]
    }
  /** In secure studies, in place of `ready`. */
  | { kind: "enrolled"; participant: ParticipantId; studyHash: string }
  /** One step of an owner in the secure study's open aggregation, as it came. */
  | {
      kind: "aggregation-step"
      participant: ParticipantId
      number: number
      step: OwnerStep
      bytes: Uint8Array
    }
  | { kind: "activity"; participant: ParticipantId; activity: OwnerActivity }
  | { kind: "left"; participant: ParticipantId }
  | {
      kind: "update"
      participant: ParticipantId
      round: number
      examples: number
      trainLoss: number
      trainAccuracy: number | null
      /** How long the owner's machine trained. */
      trainingMs: number
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
  | { kind: "want-result"; participant: ParticipantId; which: "best" | "last" }
  | { kind: "timer"; timer: TimerName }
  | AggregationEvent
)

/** What comes of the aggregation that a secure study's machine has asked for. */
export type AggregationEvent =
  /** A phase begins, and waits for these owners. */
  | {
      kind: "aggregation-phase"
      number: number
      phase: AggregationPhase
      asked: readonly ParticipantId[]
    }
  /** An owner's step counts. */
  | {
      kind: "aggregation-taken"
      number: number
      participant: ParticipantId
      step: OwnerStep
      payloadBytes: number
    }
  | {
      kind: "aggregation-refused"
      number: number
      participant: ParticipantId
      step: OwnerStep
      code: MessageRefusal
    }
  /** The sum over the survivors. No owner has been told: that is the effect `tell-result`. */
  | {
      kind: "aggregation-opened"
      number: number
      lanes: Uint32Array<ArrayBuffer>
      survivors: readonly ParticipantId[]
      /** base64url */
      transcript: string
    }
  /** Nothing was opened. @property dealer whose shares were bad, where that is the reason */
  | {
      kind: "aggregation-abandoned"
      number: number
      reason: AbandonReason
      dealer: ParticipantId | null
    }

/** At most one timer of each name runs; starting one again replaces it. */
export type TimerName =
  /** The open phase gives up on those who have not answered. */
  | "phase"
  /** Everybody that the phase still waits for is away: it ends unless somebody comes back. */
  | "grace"
  /** A running study without enough owners pauses itself. */
  | "quorum"
  /** Those who wait are told how far it is; not at every single step, for the sake of large cohorts. */
  | "notice"

export type CoordinatorEffect =
  /** The same message to many, or to one; `weights` travel as its payload. Who has no socket gets nothing, and is no error. */
  | { kind: "send"; to: readonly ParticipantId[]; message: RelayMessage; weights?: Float32Array }
  | { kind: "start-timer"; timer: TimerName; afterMs: number }
  | { kind: "cancel-timer"; timer: TimerName }
  /** Written in one transaction before any later effect is carried out. */
  | { kind: "commit"; record: CommitRecord }
  /** For the study's event log; the relay adds the instant and keeps it. */
  | { kind: "log"; event: Omit<StudyEvent, "at"> }
  /** The answer to a command that changed nothing. */
  | { kind: "refuse-command"; code: RefusalCode }
  | AggregationEffect

/** What a secure study's machine wants of its aggregations, of which one runs at a time. */
export type AggregationEffect =
  /** @property owners the frozen roster, by index */
  | {
      kind: "begin-aggregation"
      purpose: AggregationPurpose
      plan: RoundPlan
      owners: readonly ParticipantId[]
    }
  | {
      kind: "aggregation-message"
      number: number
      participant: ParticipantId
      step: OwnerStep
      bytes: Uint8Array
    }
  /** It answers no more in this aggregation. */
  | { kind: "owner-gone"; number: number; participant: ParticipantId }
  /** The transcript is written: the survivors may know the result. */
  | { kind: "tell-result"; number: number }
  | { kind: "stop-aggregation"; number: number }
