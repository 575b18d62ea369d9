import type {
  InferenceEndReason,
  InferenceSeat,
  InferenceSpec,
  RefusalCode,
  StudyHash,
} from "@tutti/protocol"

/** How a run ended, as this machine saw it. */
export type EndedInference = {
  readonly run: number
  readonly reason: InferenceEndReason | "disconnected"
  readonly seat: InferenceSeat | null
  readonly code: RefusalCode | null
}

/** Where one of the three stands. Nothing in it is secret from the others. */
export type MemberView = {
  readonly phase: "connecting" | "waiting" | "keys" | "running" | "reconnecting" | "refused" | "closed"
  readonly spec: InferenceSpec | null
  readonly hash: StudyHash | null
  readonly present: readonly InferenceSeat[]
  readonly run: number | null
  /** What client and model owner compare by voice: whoever sees the same keys has the same words. */
  readonly safetyWords: readonly string[]
  readonly ended: readonly EndedInference[]
  /** Why this machine is out for good. */
  readonly refusal: RefusalCode | null
  /** Letters of the present or last run, sealed, from and to each of the others. */
  readonly letters: { readonly bytesIn: number; readonly bytesOut: number; readonly fromDealer: number }
}

export const NO_LETTERS: MemberView["letters"] = { bytesIn: 0, bytesOut: 0, fromDealer: 0 }

export const NEW_VIEW: MemberView = {
  phase: "connecting",
  spec: null,
  hash: null,
  present: [],
  run: null,
  safetyWords: [],
  ended: [],
  refusal: null,
  letters: NO_LETTERS,
}
