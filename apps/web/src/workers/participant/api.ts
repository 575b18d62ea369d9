import type { StudyHash, StudyId, StudySpec } from "@tutti/protocol"
import type { OwnerView } from "@tutti/sessions/training"
import type { Consent } from "./consent.ts"
import type { DataScreen, ReadingChoice } from "./data-screen.ts"
import type { History } from "./history.ts"
import type { Predictions } from "./predictions.ts"
import type { Problem } from "./problem.ts"
import type { Protection } from "./protection.ts"
import type { ModelFiles, ResultScreen } from "./result.ts"
import type { Resumption } from "./resume.ts"
import type { ScreenChange } from "./screen-change.ts"
import type { SourceChoice } from "./source.ts"
import type { TermChange } from "./term-changes.ts"

/* What crosses the border between the owner's page and its worker: plain data, no logic on the page's side. */

export type Answer<Value> = { ok: true; value: Value } | { ok: false; problem: Problem }

/** The invitation, read. */
export type StudyCard = {
  study: StudyId
  studyHash: StudyHash
  /** The hash in words that two people can compare. */
  words: readonly string[]
  spec: StudySpec
  relayHost: string
  /** Of a secure study; null in the trusted mode. */
  protection: Protection | null
  /** Whether bundled sample rows have this study's columns. */
  hasSample: boolean
}

export type Opened = {
  card: StudyCard
  resumption: Resumption
  /** What earlier visits sent. */
  sentBytes: number
  /** When the study is another one than the owner agreed to: what differs. */
  changes: readonly TermChange[]
}

/** The whole participation as one screen: this visit's view with what earlier visits left. */
export type OwnerScreen = Pick<
  OwnerView,
  "phase" | "returning" | "cohort" | "wait" | "backend" | "secure" | "participant"
> &
  History & {
    problem: Problem | null
    /** What the relay asked that an honest one does not ask: this tab has paused because of it. */
    alarm: Problem | null
    /** How many of this owner's rounds were counted. */
    ownCounted: number
  }

/** Everything the owner's page asks of its worker. */
export interface ParticipantDesk {
  /**
   * Read the link and take this tab's seat in the study; nothing is joined and nothing is sent but the link's secret.
   * @param onElsewhere another tab of this browser holds the seat; the answer comes when it gives it up.
   */
  open(link: string, onElsewhere: () => void): Promise<Answer<Opened>>
  /** @param onProgress share of the file that has been read, in [0, 1]. */
  chooseSource(source: SourceChoice, onProgress: (share: number) => void): Promise<Answer<DataScreen>>
  /** Read the same bytes otherwise, keeping what was mapped by hand where the columns stay the same. */
  changeReading(reading: ReadingChoice): Promise<Answer<DataScreen>>
  changeMapping(mapping: DataScreen["mapping"]): Promise<Answer<DataScreen>>
  /** What taking part with the chosen data would mean. */
  consent(): Promise<Answer<Consent>>
  /** The owner has agreed: identify, send what the consent lists, take part. */
  takePart(label: string): Promise<Answer<null>>
  /** The same owner with the same rows, after a reload. @param file where the browser did not keep it. */
  continueWith(file: File | null, onProgress: (share: number) => void): Promise<Answer<null>>
  /** Called at most ten times a second, the last state always. */
  onScreen(listener: (change: ScreenChange) => void): void
  pause(): void
  resume(): void
  /** For good: tells the relay, forgets the study in this browser. */
  leave(): Promise<void>
  result(): Promise<Answer<ResultScreen>>
  modelFiles(which: "best" | "last"): Promise<Answer<ModelFiles>>
  predict(
    file: File,
    which: "best" | "last",
    onProgress: (share: number) => void,
  ): Promise<Answer<Predictions>>
  /** Signed by this study's key; JSON text. */
  receipt(): Promise<Answer<string>>
}
