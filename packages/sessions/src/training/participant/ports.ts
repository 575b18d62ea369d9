import type { Identity } from "@tutti/crypto"
import type { PreparedDataset } from "@tutti/data"
import type { TrainerFactory } from "@tutti/learning"
import type {
  Channel,
  ColumnScaling,
  ModelHash,
  OwnerMessage,
  ParticipantId,
  RelayMessage,
  StudyHash,
  StudyId,
  StudySpec,
} from "@tutti/protocol"
import type { Answer } from "../answer.ts"
import type { Clock } from "../clock.ts"
import type { SecurePorts } from "./secure/ports.ts"
import type { OwnerView } from "./view.ts"

/** What a participant needs from the worker or the process that hosts it. */
export type ParticipantPorts = {
  /** Leads to the relay's owners' door, which challenges whenever it opens. */
  channel: Channel<OwnerMessage, RelayMessage>
  clock: Clock
  identity: Pick<Identity, "publicKey" | "sign">
  trainer: TrainerFactory
  /** For secure studies; a machine without them refuses to join one (E_MODE_UNAVAILABLE). */
  secure?: SecurePorts | undefined
  /** What the trainer or the dataset threw in a round, for the host's own log: the relay learns a code and no more. */
  fault?(error: unknown): void
}

export type JoinOptions = {
  study: StudyId
  /** The invite's secret. */
  invite: string
  /** Shown in the admin's roster; may be empty. */
  label: string
  /**
   * The study key that the invite link names, base64url. The link alone decides the mode: one that names a key leads
   * into the study that this key has signed and into no other, least of all a trusted one; one that names none never
   * leads into a secure study. Else the session is refused for good (E_POLICY).
   */
  studyKey?: string | undefined
}

export type Admission = {
  participant: ParticipantId
  spec: StudySpec
  studyHash: StudyHash
  /** This identity took part before: the page offers to continue. */
  returning: boolean
}

export type TrainingOutcome = {
  which: "best" | "last"
  round: number
  modelHash: ModelHash
  scaling: readonly ColumnScaling[]
  /** [parameters]; their hash has been checked. */
  weights: Float32Array
}

/** One owner's machine in a study: the same in a browser's worker, under Node and in the simulator. */
export interface TrainingParticipant {
  view(): OwnerView
  /** Called after every change. Returns the remover. */
  onView(listener: (view: OwnerView) => void): () => void
  /** Let in for the first time, or refused for good. */
  readonly admitted: Promise<Answer<Admission>>
  /** Tells the roster that the data fits; nothing about the data leaves. */
  dataChecked(): void
  /**
   * The owner agrees to the study as admitted and takes part with this data. Row counts and column sums leave, in a
   * secure study under their masks alone; the dataset stays and is encoded when the scaling is known.
   * @returns ok when the relay has accepted them.
   * @throws whatever the trainer factory throws: this machine cannot run the model.
   */
  ready(dataset: PreparedDataset): Promise<Answer<null>>
  /**
   * No training from now on; a round that is open may close without this owner. A masked sum is left at once, its
   * secrets are wiped, and no other is entered before `resume`.
   */
  pause(): void
  /** Also after the owner has stopped by itself because the relay's word did not hold (`view().secure.evidence`). */
  resume(): void
  /** For good: what was sent stays counted, nothing more is sent. Ends the channel. */
  leave(): Promise<void>
  result(which: "best" | "last"): Promise<Answer<TrainingOutcome>>
  /** Ends the channel without leaving the study: the relay sees a lost connection. Disposes of the trainer. */
  close(): void
}
