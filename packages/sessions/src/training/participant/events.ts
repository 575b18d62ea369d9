import type {
  ColumnScaling,
  ColumnStatistics,
  OwnerMessage,
  RefusalCode,
  RelayMessage,
} from "@tutti/protocol"
import type { Answer } from "../answer.ts"
import type { Admission, TrainingOutcome } from "./ports.ts"
import type { SecureEffect, SecureEvent } from "./secure/events.ts"

/*
 * One owner's side of a study is a state machine without I/O, as the coordinator is. Its host turns the relay's
 * messages, the owner's wishes and finished work into events, and carries the effects out in their order.
 */

export type ParticipantEvent = { nowMs: number } & (
  | {
      kind: "received"
      message: RelayMessage
      payload: Uint8Array | undefined
      /** Envelope and payload. */
      bytes: number
    }
  /** Base64url, as `identify` carries them. */
  | { kind: "signed"; nonce: string; publicKey: string; signature: string }
  | { kind: "disconnected" }
  | { kind: "data-checked" }
  /** The owner agreed to the study as admitted, with this data. */
  | {
      kind: "agreed"
      trainingRows: number
      validationRows: number
      statistics: readonly ColumnStatistics[]
    }
  | { kind: "pause" }
  | { kind: "resume" }
  | { kind: "leave" }
  | { kind: "want-result"; which: "best" | "last" }
  | { kind: "trainer"; backend: { name: string; reason: string } }
  | {
      kind: "trained"
      round: number
      weights: Float32Array
      loss: number
      accuracy: number | null
      trainingMs: number
    }
  | { kind: "evaluated"; round: number; examples: number; loss: number; accuracy: number | null }
  /** This machine could not do what the round asked. */
  | { kind: "failed"; round: number; code: RefusalCode }
  /** Handed to the channel: from here on it counts as having left this machine. */
  | { kind: "sent"; message: OwnerMessage; bytes: number }
  /** The relay's door has taken it. */
  | { kind: "delivered"; message: OwnerMessage }
  /** The line broke before that (no code), or the door refused it. */
  | { kind: "undelivered"; message: OwnerMessage; code: RefusalCode | null }
  /** In secure studies alone. */
  | { kind: "secure"; happened: SecureEvent }
)

export type ParticipantEffect =
  /** Sign the challenge; then comes `signed`. */
  | { kind: "sign"; nonce: string }
  | { kind: "send"; message: OwnerMessage; payload?: Uint8Array }
  | {
      kind: "train"
      round: number
      weights: Float32Array
      scaling: readonly ColumnScaling[]
      seed: number
    }
  | { kind: "evaluate"; round: number; weights: Float32Array; scaling: readonly ColumnScaling[] }
  | { kind: "answer-admission"; answer: Answer<Admission> }
  | { kind: "answer-agreement"; answer: Answer<null> }
  | { kind: "answer-result"; answer: Answer<TrainingOutcome> }
  /** In secure studies alone. */
  | { kind: "secure"; effect: SecureEffect }
  /** End the channel, once everything above has gone out. */
  | { kind: "hang-up" }
