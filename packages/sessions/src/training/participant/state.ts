import type { ColumnScaling, ModelHash, OwnerMessage } from "@tutti/protocol"
import type { Declaration } from "../declaration.ts"
import type { JoinOptions } from "./ports.ts"
import { isSecureWorkWanted, newSecureState, type SecureState, securePhase } from "./secure/state.ts"
import type { OwnerView } from "./view.ts"

export type Participant = {
  readonly options: JoinOptions
  /** The challenge of this connection, until it is answered. */
  readonly nonce: string | null
  /** Let in on this connection. */
  readonly admitted: boolean
  /** What its owner agreed to take part with; said again on every connection. */
  readonly agreed: Declaration | null
  /** The relay has accepted that. */
  readonly accepted: boolean
  readonly paused: boolean
  readonly over: "ended" | "left" | "refused" | null
  readonly task: Task
  /** Of the study's numeric columns; null until the first round has frozen it. */
  readonly scaling: readonly ColumnScaling[] | null
  /** The newest model that came, its hash checked. */
  readonly model: HeldModel | null
  /** A result that was asked for and has not come. */
  readonly wanted: "best" | "last" | null
  /** Present exactly when the invite link names a study key; then nothing of `task` is ever used. */
  readonly secure: SecureState | null
  /** Everything but `phase`, which follows from the fields above. */
  readonly view: OwnerView
}

type HeldModel = { readonly hash: ModelHash; readonly weights: Float32Array }

type UpdateMessage = Extract<OwnerMessage, { kind: "update" }>
type EvaluationMessage = Extract<OwnerMessage, { kind: "evaluation" }>

export type TrainingTask = {
  readonly round: number
  readonly modelHash: ModelHash
  readonly scaling: readonly ColumnScaling[]
  readonly seed: number
}

/** What the open round asks of this machine, and how far it is with it. */
export type Task =
  | { readonly kind: "none" }
  /** Asked while paused: begins when the owner resumes. */
  | ({ readonly kind: "asked" } & TrainingTask)
  | ({ readonly kind: "training" } & TrainingTask)
  /** Kept until the round has moved on: if the line broke on the way, the same update goes again. */
  | ({
      readonly kind: "trained"
      readonly update: UpdateMessage
      readonly weights: Float32Array
      /** On its way: handed to the channel, not yet taken by the relay's door. */
      readonly sending: boolean
      readonly tries: number
    } & TrainingTask)
  | { readonly kind: "evaluating"; readonly round: number }
  | { readonly kind: "evaluated"; readonly evaluation: EvaluationMessage; readonly round: number }

export const NOTHING: Task = { kind: "none" }

export function newParticipant(options: JoinOptions): Participant {
  return {
    options,
    nonce: null,
    admitted: false,
    agreed: null,
    accepted: false,
    paused: false,
    over: null,
    task: NOTHING,
    scaling: null,
    model: null,
    wanted: null,
    secure: options.studyKey === undefined ? null : newSecureState(options.studyKey),
    view: {
      phase: "connecting",
      participant: null,
      study: null,
      returning: false,
      round: null,
      cohort: null,
      wait: null,
      own: [],
      rounds: [],
      abandoned: [],
      ledger: [],
      bytesOut: 0,
      bytesIn: 0,
      refusal: null,
      outcome: null,
      backend: null,
      secure: null,
    },
  }
}

/** Whether the open round still asks for this. */
export function isWanted(
  { task, secure }: Participant,
  { kind, round }: { kind: "train" | "evaluate"; round: number },
): boolean {
  if (secure) return isSecureWorkWanted(secure, kind, round)
  return task.kind === (kind === "train" ? "training" : "evaluating") && task.round === round
}

/** The one word for where an owner stands. */
export function phaseOf(state: Participant): OwnerView["phase"] {
  const { over, admitted, view, paused, accepted, task, secure } = state
  if (over) return over
  if (!admitted) return view.study === null ? "connecting" : "reconnecting"
  if (!accepted) return "admitted"
  if (paused) return "paused"
  if (secure) return securePhase(secure)
  switch (task.kind) {
    case "none":
    case "asked":
      return "ready"
    case "training":
    case "evaluating":
      return task.kind
    case "trained":
      return task.sending ? "uploading" : "waiting"
    case "evaluated":
      return "waiting"
  }
}
