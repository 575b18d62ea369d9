import type {
  AggregationPurpose,
  ColumnScaling,
  FrozenRoster,
  ModelHash,
  RelayMessage,
  StudyTotals,
} from "@tutti/protocol"
import type { OwnerStep } from "@tutti/secure-aggregation"
import type { OwnMeasurement } from "../../secure/sums.ts"
import type { GuardedTurn } from "../turn.ts"
import type { OwnerView, SecureOwnerView } from "../view.ts"
import type { SecureRecord } from "./ports.ts"

type Admitted = Extract<RelayMessage, { kind: "admitted" }>

export type SecureState = {
  /** Base64url, of the link: nothing that the relay says changes it. */
  readonly studyKey: string
  /** What this connection was let in by, while what the study key has signed of it is checked. */
  readonly checking: Admitted | null
  readonly pinned: PinnedRoster | null
  /** Of all owners, as the rounds announce them; null before the first. */
  readonly totals: StudyTotals | null
  readonly work: SecureWork
  readonly sum: RunningSum | null
}

/** The owners of the study as the study key has signed them, and this one is among them. */
export type PinnedRoster = {
  readonly roster: FrozenRoster
  /** [32] */
  readonly root: Uint8Array<ArrayBuffer>
  /** The newest one that is durable. */
  readonly record: SecureRecord
}

/** What the open round, or the measurement of its model, asks of this machine, and how far it is with it. */
export type SecureWork =
  | { readonly kind: "none" }
  | ({
      readonly kind: "training"
      readonly seed: number
      /** [parameters] as received; the update is measured from here. */
      readonly weights: Float32Array
      readonly stage: "evaluating" | "training"
    } & MeasuredWork)
  | ({ readonly kind: "trained"; readonly contribution: TrainingContribution } & MeasuredWork)
  | ({ readonly kind: "measuring" } & MeasuredWork)
  | ({ readonly kind: "measured"; readonly contribution: MeasurementContribution } & MeasuredWork)
  /** Handed over to be masked, once: the same numbers in two sums could be told apart by those who are in one only. */
  | ({ readonly kind: "contributed" } & Pick<MeasuredWork, "round" | "modelHash">)

type MeasuredWork = {
  readonly round: number
  /** Of the received model. */
  readonly modelHash: ModelHash
  readonly scaling: readonly ColumnScaling[]
  readonly totals: StudyTotals
  /** Of the received model on this owner's validation rows; null before, and without such rows. */
  readonly validation: OwnMeasurement | null
}

/** The aggregation that this owner takes part in. */
export type RunningSum = {
  readonly number: number
  readonly purpose: AggregationPurpose
  /** Null for statistics. */
  readonly round: number | null
  /** The last step that left; "offer" before the first. */
  readonly step: OwnerStep | "offer"
  readonly vector: "not-wanted" | "wanted" | "given"
  /** The masked vector has been handed to the channel, and the relay's door has not taken it yet. */
  readonly uploading: boolean
}

/** What one sum gets of this owner, as plain numbers: they go to the masks and nowhere else. */
export type Contribution = StatisticsContribution | TrainingContribution | MeasurementContribution
/** What a sum of updates or measurements starts from: the received model, and what the rows are measured by. */
export type SumSubject = Pick<MeasuredWork, "modelHash" | "scaling" | "totals">

type StatisticsContribution = { readonly purpose: "statistics" }
type TrainingContribution = {
  readonly purpose: "training"
  readonly totals: StudyTotals
  /** [parameters] */
  readonly received: Float32Array
  readonly trained: Float32Array
  readonly training: OwnMeasurement
  readonly validation: OwnMeasurement | null
}
type MeasurementContribution = {
  readonly purpose: "measurement"
  readonly totals: StudyTotals
  readonly validation: OwnMeasurement | null
}

export const NO_WORK: SecureWork = { kind: "none" }

export function newSecureState(studyKey: string): SecureState {
  return { studyKey, checking: null, pinned: null, totals: null, work: NO_WORK, sum: null }
}

/** Whether the work that is under way asks for this. */
export function isSecureWorkWanted(
  { work }: SecureState,
  kind: "train" | "evaluate",
  round: number,
): boolean {
  if (work.kind !== "training" && work.kind !== "measuring") return false
  const asked = work.kind === "training" && work.stage === "training" ? "train" : "evaluate"
  return work.round === round && kind === asked
}

/** The one word for where an owner stands that is let in, has agreed and has not paused. */
export function securePhase({ work, sum }: SecureState): OwnerView["phase"] {
  if (work.kind === "training") return work.stage
  if (work.kind === "measuring") return "evaluating"
  if (sum === null) return work.kind === "contributed" ? "waiting" : "ready"
  switch (sum.step) {
    case "offer":
    case "advertise":
    case "shares":
      return "masking"
    case "masked":
      return sum.uploading ? "uploading" : "waiting"
    case "confirm":
    case "unmask":
      return "unmasking"
  }
}

/** The secure part of the state, which is there whenever these functions are. */
export function secureOf(turn: GuardedTurn): SecureState {
  const { secure } = turn.state
  if (secure === null) throw new Error("the link of this study names no study key")
  return secure
}

export function setSecure(turn: GuardedTurn, change: Partial<SecureState>): void {
  turn.set({ secure: { ...secureOf(turn), ...change } })
}

/** Of a study whose roster is pinned; before that there is nothing to show. */
export function showSecure(turn: GuardedTurn, change: Partial<SecureOwnerView>): void {
  const { secure } = turn.state.view
  if (secure) turn.show({ secure: { ...secure, ...change } })
}

/** Every change of the running sum, on the screen too. */
export function setSum(turn: GuardedTurn, sum: RunningSum | null): void {
  setSecure(turn, { sum })
  showSecure(turn, {
    aggregation: sum && { number: sum.number, purpose: sum.purpose, step: sum.step },
  })
}
