import type {
  ParticipantId,
  PartyRelayMessage,
  RefusalCode,
  RegressionSpec,
  StudyHash,
  StudyId,
} from "@tutti/protocol"
import type { OpenedRecord, RegressionTable } from "@tutti/regression"

type Message<Kind extends PartyRelayMessage["kind"]> = Extract<PartyRelayMessage, { kind: Kind }>

/** Everything that an owner's page shows of a regression; never written into. */
export type PartyView = {
  readonly phase:
    | "connecting"
    | "admitted"
    | "enrolled"
    | "running"
    | "finished"
    | "reconnecting"
    | "left"
    | "refused"
  readonly participant: ParticipantId | null
  readonly study: { readonly id: StudyId; readonly spec: RegressionSpec; readonly hash: StudyHash } | null
  /** Once the roster is frozen: what to compare by voice, how many parties, and this one's place. */
  readonly roster: { readonly safetyNumber: string; readonly parties: number; readonly index: number } | null
  /** What is waited for; `sinceMs` by this machine's clock. */
  readonly wait: (Omit<Message<"waiting">, "kind"> & { readonly sinceMs: number }) | null
  readonly run: OpenRun | null
  /** Runs without a result, oldest first. */
  readonly ended: readonly EndedRun[]
  /** The table, where owners see it. */
  readonly result: RegressionResult | null
  /** Every message that left this machine, oldest first. */
  readonly ledger: readonly PartyLedgerEntry[]
  readonly bytesOut: number
  readonly bytesIn: number
  /** Why the session is over, or the last thing that this machine refused. */
  readonly refusal: RefusalCode | null
  /** The column that the refusal is about. */
  readonly refusedColumn: string | null
}

export type OpenRun = {
  readonly run: number
  readonly step: "keys" | "material" | "frames" | "reports" | "sum"
  /** Of the frames, 1 … 5; else null. */
  readonly round: number | null
}

export type EndedRun = Omit<Message<"run-ended">, "kind">

/** What a run opened: the numbers themselves, and the table that follows from them. */
export type RegressionResult = {
  readonly run: number
  /** SHA-256 of all frames of the run, hex; null where sums were opened. */
  readonly transcript: string | null
  readonly opened: OpenedRecord
  readonly table: RegressionTable
}

export type PartyLedgerEntry = {
  readonly what:
    | "enrolment"
    | "readiness"
    | "run-key"
    | "frame-keys"
    | "frame"
    | "report"
    | "masked-vector"
    | "aggregation-step"
    | "refusal"
    | "goodbye"
  readonly run: number | null
  readonly round: number | null
  readonly bytes: number
  readonly atMs: number
}

export const FIRST_VIEW: PartyView = {
  phase: "connecting",
  participant: null,
  study: null,
  roster: null,
  wait: null,
  run: null,
  ended: [],
  result: null,
  ledger: [],
  bytesOut: 0,
  bytesIn: 0,
  refusal: null,
  refusedColumn: null,
}
