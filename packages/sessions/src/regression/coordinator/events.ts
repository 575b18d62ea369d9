import type {
  FrozenRoster,
  ParticipantId,
  PartyMessage,
  PartyRelayMessage,
  RefusalCode,
  RegressionEvent,
  RunEndReason,
  StudyCommand,
} from "@tutti/protocol"
import type { MessageRefusal, OwnerStep, RoundPlan } from "@tutti/secure-aggregation"
import type { AggregationPhase } from "../../aggregation/ports.ts"
import type { RegressionRecord } from "../committed.ts"

/** What a party or the dealer may say once it is let in; identification belongs to the door. */
export type SeatedMessage = Exclude<PartyMessage, { kind: "identify" }>

export type CoordinatorTimer = "step" | "notice"

export type CoordinatorEvent = { readonly nowMs: number } & (
  | { readonly kind: "command"; readonly command: StudyCommand["command"] }
  /** Its signature has been checked. */
  | { readonly kind: "freeze"; readonly roster: FrozenRoster }
  | {
      readonly kind: "connected"
      readonly participant: ParticipantId
      readonly label: string
      /** base64url */
      readonly identityKey: string
    }
  | { readonly kind: "disconnected"; readonly participant: ParticipantId }
  | {
      readonly kind: "received"
      readonly participant: ParticipantId
      readonly message: SeatedMessage
      readonly payload: Uint8Array<ArrayBuffer>
    }
  | { readonly kind: "timer"; readonly timer: CoordinatorTimer }
  | SumEvent
)

/** What comes of a masked sum; owners as the roster names them. */
export type SumEvent =
  | {
      readonly kind: "sum-phase"
      readonly number: number
      readonly phase: AggregationPhase
      readonly asked: readonly ParticipantId[]
    }
  | {
      readonly kind: "sum-taken"
      readonly number: number
      readonly participant: ParticipantId
      readonly payloadBytes: number
    }
  | {
      readonly kind: "sum-refused"
      readonly number: number
      readonly participant: ParticipantId
      readonly code: MessageRefusal
    }
  | {
      readonly kind: "sum-opened"
      readonly number: number
      readonly sums: readonly bigint[]
      readonly survivors: number
      /** base64url */
      readonly transcript: string
    }
  | {
      readonly kind: "sum-abandoned"
      readonly number: number
      readonly reason: RunEndReason
      /** Who dealt bad shares, if that is why. */
      readonly dealer: ParticipantId | null
    }

/** Carried out in order; what comes after a `commit` waits until the record is durable. */
export type CoordinatorEffect =
  | { readonly kind: "commit"; readonly record: RegressionRecord }
  | {
      readonly kind: "send"
      readonly to: ParticipantId
      readonly message: PartyRelayMessage
      readonly payload: Uint8Array<ArrayBuffer> | undefined
    }
  | { readonly kind: "start-timer"; readonly timer: CoordinatorTimer; readonly afterMs: number }
  | { readonly kind: "cancel-timer"; readonly timer: CoordinatorTimer }
  | { readonly kind: "log"; readonly event: RegressionEvent }
  /** Nothing happened. */
  | { readonly kind: "refuse-command"; readonly code: RefusalCode }
  | SumEffect

export type SumEffect =
  | { readonly kind: "begin-sum"; readonly plan: RoundPlan; readonly owners: readonly ParticipantId[] }
  | {
      readonly kind: "sum-message"
      readonly number: number
      readonly participant: ParticipantId
      readonly step: OwnerStep
      readonly bytes: Uint8Array
    }
  | { readonly kind: "owner-gone"; readonly number: number; readonly participant: ParticipantId }
  | { readonly kind: "tell-result"; readonly number: number }
  | { readonly kind: "stop-sum"; readonly number: number }
