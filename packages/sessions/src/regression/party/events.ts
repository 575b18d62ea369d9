import type { ColumnFindings, PartyMessage, RefusalCode } from "@tutti/protocol"
import type { SufficientStatistics } from "@tutti/regression"
import type { OwnerStep } from "@tutti/secure-aggregation"
import type { FurtherStep } from "../../aggregation/member.ts"
import type { Answer } from "../../training/answer.ts"
import type { LineEvent } from "../session/line.ts"
import type { PartyAdmission, PartyRecord } from "./ports.ts"

export type PartyEvent = { readonly nowMs: number } & (
  | (Extract<LineEvent, { kind: "received" }> & {
      /** What is kept of this study, as it stands now: another tab of this owner may have written to it. */
      readonly record: PartyRecord | null
    })
  | Extract<LineEvent, { kind: "disconnected" }>
  | {
      readonly kind: "agreed"
      readonly statistics: SufficientStatistics
      readonly findings: ColumnFindings | null
    }
  | { readonly kind: "told"; readonly findings: ColumnFindings }
  | { readonly kind: "leave" }
  /** What this machine was about to do could not be written down. */
  | { readonly kind: "record-failed" }
  | { readonly kind: "record-kept"; readonly record: PartyRecord }
  /** Where sums are opened: a step may leave; the sum is told; this owner is out of it. */
  | {
      readonly kind: "sum-step"
      readonly number: number
      readonly step: OwnerStep
      readonly bytes: Uint8Array<ArrayBuffer>
    }
  | { readonly kind: "sum-told"; readonly number: number }
  | { readonly kind: "sum-refused"; readonly number: number; readonly code: RefusalCode }
)

/** Carried out in order. What comes after a `keep` waits until the record is durable, and is not done if it fails. */
export type PartyEffect =
  | { readonly kind: "keep"; readonly record: PartyRecord }
  | {
      readonly kind: "send"
      readonly message: PartyMessage
      readonly payload: Uint8Array<ArrayBuffer> | undefined
    }
  | { readonly kind: "answer-admission"; readonly answer: Answer<PartyAdmission> }
  | { readonly kind: "answer-agreement"; readonly answer: Answer<null> }
  | { readonly kind: "enter-sum"; readonly number: number; readonly offer: Uint8Array }
  | {
      readonly kind: "take-step"
      readonly number: number
      readonly step: FurtherStep
      readonly bytes: Uint8Array
    }
  /** Leave the running sum at once, and wipe it. */
  | { readonly kind: "abandon-sum" }
  | { readonly kind: "hang-up" }
