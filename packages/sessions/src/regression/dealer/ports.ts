import type { Random, RoundSuite } from "@tutti/crypto"
import type { PartyRelayMessage, RefusalCode, RegressionSpec, StudyHash, StudyId } from "@tutti/protocol"
import type { LinePorts } from "../session/line.ts"
import type { Pin } from "../session/study.ts"

/** What the dealer's machine works with. Its identity is the dealer key that the study names. */
export type DealerPorts = LinePorts & {
  readonly random: Random
  suite(): Promise<RoundSuite>
  readonly records: DealerRecords
}

export type DealerOptions = {
  readonly study: StudyId
  /** Shown to the admin; may be empty. */
  readonly label: string
}

/** Where the dealer's records survive a restart. */
export type DealerRecords = {
  load(study: StudyId): Promise<DealerRecord | null>
  /** Resolves when the record is durable, in place of the one before. */
  save(study: StudyId, record: DealerRecord): Promise<void>
}

/** Nothing in it is secret: material is made for one run, and kept nowhere. */
export type DealerRecord = Pin & {
  /** Burned: nothing is dealt for a run of this number or below, ever again. */
  readonly lastRun: number
}

export type DealerView = {
  readonly phase: "connecting" | "waiting" | "dealing" | "finished" | "reconnecting" | "left" | "refused"
  readonly study: { readonly id: StudyId; readonly spec: RegressionSpec; readonly hash: StudyHash } | null
  readonly roster: { readonly safetyNumber: string; readonly parties: number } | null
  /** The open run. */
  readonly run: number | null
  /** Runs that material was dealt for. */
  readonly dealt: readonly number[]
  /** Runs without a result, oldest first. */
  readonly ended: readonly Omit<Extract<PartyRelayMessage, { kind: "run-ended" }>, "kind">[]
  readonly bytesOut: number
  readonly bytesIn: number
  readonly refusal: RefusalCode | null
}

/** The dealer in one regression: a process, or a tab, of somebody who is neither relay nor party. */
export interface RegressionDealer {
  view(): DealerView
  /** Called after every change. Returns the remover. */
  onView(listener: (view: DealerView) => void): () => void
  /** Resolves when the study is finished (null), or this dealer is out of it for good. */
  readonly over: Promise<RefusalCode | "closed" | null>
  /** Resolves when everything that was heard before is done. */
  idle(): Promise<void>
  /** Ends the channel; an open run ends with it. */
  close(): void
}
