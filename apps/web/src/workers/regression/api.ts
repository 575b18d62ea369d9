import type { ColumnFinding, RegressionSpec, StudyHash, StudyId } from "@tutti/protocol"
import type { OpenedValue, RegressionSummary, RegressionTable } from "@tutti/regression"
import type { PartyView } from "@tutti/sessions/regression"

/* What crosses the border between the page of a regression's owner and its worker: plain data. */

/** An error in the parts that people ask for. */
export type RegressionProblem = {
  code: string
  /** Model owner and dealer, of an inference. */
  side: "tab" | "relay" | "owner" | "dealer"
  what: string
  next: string
}

export type Answer<Value> = { ok: true; value: Value } | { ok: false; problem: RegressionProblem }

/** The invitation, read and checked against the study key of the link. */
export type RegressionCard = {
  study: StudyId
  studyHash: StudyHash
  /** The hash in words that two people can compare. */
  words: readonly string[]
  spec: RegressionSpec
  relayHost: string
  /** Everything that a run opens, in its order. */
  opens: readonly OpenedValue[]
  /** c: against so many owners who work together with the relay the masks of a sum hold. */
  colluders: number
  /** Whether the bundled sample has this study's columns. */
  hasSample: boolean
}

export type RegressionOpened = {
  card: RegressionCard
  /** This browser has agreed before: the same owner goes on with the same file. */
  returning: { fileName: string } | null
  /** An earlier visit saw the end. */
  ended: RegressionScreen | null
  /** An earlier visit was closed in a run's last exchange, or before its report was taken: it is finished without rows. */
  concludes: boolean
}

/** How an owner reads its file, beyond what the names say; columns in the order of `columnsOf`. */
export type ColumnChoice = {
  /** For each column of the study, the file's column, or null for "not there". */
  places: readonly (number | null)[]
  /** Columns of the study that this file has in another unit, by place. */
  otherUnits: readonly number[]
}

/** The owner's file held against the design. */
export type CheckedFile = {
  fileName: string
  fileColumns: readonly string[]
  choice: ColumnChoice
  /** One word for each column of the study; with the consent they go to the organiser, and nothing else of this. */
  findings: readonly ColumnFinding[]
  /** Rows that can be used; 0 where the file does not fit. */
  rows: number
  /** Rows that are left out because a cell of theirs holds no value. */
  leftOut: number
  /** What stops this file first; null for one that fits. */
  problem: RegressionProblem | null
}

/** What a page shows of taking part. */
export type RegressionScreen = Pick<
  PartyView,
  "phase" | "wait" | "run" | "roster" | "ended" | "bytesOut" | "bytesIn" | "participant"
> & {
  /** Messages that left this tab. */
  messages: number
  /** Where owners see the result. */
  result: ShownResult | null
  problem: RegressionProblem | null
}

type ShownResult = { table: RegressionTable; summary: RegressionSummary }

/** Everything that the page asks of its worker. */
export interface RegressionDesk {
  /**
   * Read the link and take this tab's seat; nothing is joined and nothing is sent but the link's secret.
   * @param onElsewhere another tab of this browser holds the seat; the answer comes when it gives it up.
   */
  open(link: string, onElsewhere: () => void): Promise<Answer<RegressionOpened>>
  /** Read, check and sum the rows; nothing leaves. */
  check(file: File): Promise<Answer<CheckedFile>>
  /** The same with a part of the bundled sample; who returns with one takes the same part. */
  checkSample(): Promise<Answer<CheckedFile>>
  /** The same file, read as the owner says. */
  choose(choice: ColumnChoice): Promise<Answer<CheckedFile>>
  /** The file does not fit, and its owner wants the organiser to know: one word for each column leaves, nothing else. */
  tell(label: string): Promise<Answer<null>>
  /** The owner has agreed: identify and take part with the rows that were checked last. */
  takePart(label: string): Promise<Answer<null>>
  onScreen(listener: (screen: RegressionScreen) => void): void
  /** For good: an open run ends for all. */
  leave(): Promise<void>
  /** Signed by this owner's key; JSON text. */
  receipt(): Promise<Answer<string>>
}
