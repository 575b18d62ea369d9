import type { Random, RoundSuite } from "@tutti/crypto"
import type { ColumnFindings, ParticipantId, RegressionSpec, StudyHash, StudyId } from "@tutti/protocol"
import type { SufficientStatistics } from "@tutti/regression"
import type { OwnerLedger } from "@tutti/secure-aggregation"
import type { Answer } from "../../training/answer.ts"
import type { Clock } from "../../training/clock.ts"
import type { LinePorts } from "../session/line.ts"
import type { Pin } from "../session/study.ts"
import type { KeptClosing } from "./closing.ts"
import type { PartyView } from "./view.ts"

/** What an owner's machine works with. */
export type PartyPorts = LinePorts & {
  readonly clock: Clock
  readonly random: Random
  /** Key agreement and ciphers; asked for once. */
  suite(): Promise<RoundSuite>
  readonly records: PartyRecords
}

export type PartyOptions = {
  readonly study: StudyId
  /** The invite's secret. */
  readonly invite: string
  readonly label: string
  /** The study key that the invite link names, base64url: past the relay. Another study is refused (E_POLICY). */
  readonly studyKey: string
}

/** Where one identity's records survive a reload: IndexedDB in a browser, a file under Node. */
export type PartyRecords = {
  /** @returns what was last saved; null for a study that this identity has no record of. */
  load(study: StudyId): Promise<PartyRecord | null>
  /** Resolves when the record is durable, in place of the one before: what it allows is not done earlier. */
  save(study: StudyId, record: PartyRecord): Promise<void>
}

/**
 * What an owner must never forget of a regression. Plain data, as a structured clone keeps it. Nothing in it is secret;
 * what it holds of a run in its last round opens what this party is about to open in any case.
 */
export type PartyRecord = Pin & {
  /** Highest run that this owner's first frame left for; no other of that number or below is ever entered. */
  readonly lastRun: number
  /** One entry for each data set that this owner took part with. */
  readonly data: readonly DataRecord[]
  /** The run whose last frame this party has said, and whose others' last frames it has not opened. */
  readonly closing: (KeptClosing & { readonly run: number; readonly statistics: string }) | null
  /** What this party opened last, as it was sealed to the admin: said again until the relay has it. base64url */
  readonly report: { readonly run: number; readonly sealed: string } | null
  /** Where sums are opened. */
  readonly ledger: OwnerLedger
}

export type DataRecord = {
  /** SHA-256 of the statistics, hex. */
  readonly statistics: string
  /** Runs that they entered, finished or not. */
  readonly begun: number
  /** One of them was finished: there is no second. */
  readonly finished: boolean
}

export type PartyAdmission = {
  readonly participant: ParticipantId
  readonly spec: RegressionSpec
  readonly studyHash: StudyHash
}

/** One owner's machine in a regression. */
export interface RegressionParty {
  view(): PartyView
  /** Called after every change. Returns the remover. */
  onView(listener: (view: PartyView) => void): () => void
  /** Let in for the first time, or refused for good. */
  readonly admitted: Promise<Answer<PartyAdmission>>
  /**
   * The owner agrees to the study as admitted, and takes part with these sums. They stay on this machine: what leaves of
   * them, from the first run on, is masked.
   * @param findings one word for each column of the design, for the admin to see; nothing is said without
   * @returns ok when the relay has been told.
   */
  enrol(statistics: SufficientStatistics, findings?: ColumnFindings): Promise<Answer<null>>
  /** All that an owner tells whose file does not fit: it has agreed to nothing, and nothing else leaves. */
  tell(findings: ColumnFindings): Promise<Answer<null>>
  /** For good: a run that is open ends, nothing more is sent. Ends the channel. */
  leave(): Promise<void>
  /** Resolves when everything that was asked or heard before is done. */
  idle(): Promise<void>
  /** Ends the channel without leaving the study: the relay sees a lost connection. Wipes an open run. */
  close(): void
}
