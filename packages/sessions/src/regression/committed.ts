import type {
  FrozenRoster,
  ParticipantId,
  RefusalCode,
  RegressionSpec,
  RunEndReason,
  StudyHash,
  StudyId,
  StudyState,
} from "@tutti/protocol"
import { hashRegression } from "./policy.ts"

type Bytes = Uint8Array<ArrayBuffer>

/**
 * What must survive kill −9 of the relay. A run begins, then ends or finishes; a relay that starts again ends a run that
 * has opened nothing yet ("relay-restarted"), and goes on to collect the reports of one that has.
 */
export type RegressionRecord = { readonly atMs: number } & (
  | {
      readonly kind: "owner-known"
      readonly participant: ParticipantId
      readonly label: string
      /** base64url */
      readonly identityKey: string
    }
  /** Once. */
  | { readonly kind: "roster-frozen"; readonly roster: FrozenRoster }
  /** Before anything of the run leaves, so that no number is ever used twice. */
  | { readonly kind: "run-begun"; readonly run: number }
  /** Before the last frames are handed out. @property frames [parties] sealed, for parties that come back for them. */
  | { readonly kind: "run-opened"; readonly run: number; readonly frames: readonly Bytes[] }
  | { readonly kind: "report-taken"; readonly run: number; readonly party: number; readonly report: Bytes }
  | ({ readonly kind: "run-ended" } & RunEnd)
  /** All reports are there, or the sums are open. Before anybody is told. */
  | { readonly kind: "run-finished"; readonly run: number; readonly sums: OpenedSums | null }
  | { readonly kind: "stopped" }
)

/** Why a run has no result. */
export type RunEnd = {
  readonly run: number
  readonly reason: RunEndReason
  readonly code: RefusalCode | null
  readonly party: number | null
  readonly column: string | null
  readonly from: readonly string[] | null
}

export type OpenedSums = {
  /** Owners in the sum. */
  readonly survivors: number
  /** As `statisticsToVector` orders them, in decimal. */
  readonly sums: readonly string[]
  /** base64url */
  readonly transcript: string
}

/** All that a coordinator needs to go on after a restart: the fold of its records. */
export type CommittedRegression = {
  readonly study: StudyId
  readonly spec: RegressionSpec
  readonly studyHash: StudyHash
  /** Of the study key, base64url, as it was checked when the study was made. */
  readonly policySignature: string
  readonly state: StudyState
  /** Identities that agreed. */
  readonly known: ReadonlyMap<ParticipantId, { readonly label: string; readonly identityKey: string }>
  readonly roster: FrozenRoster | null
  /** Highest run ever begun. */
  readonly lastRun: number
  /** The run that has begun and has no end yet. */
  readonly open: OpenedRun | null
  readonly ended: readonly (RunEnd & { readonly beganAtMs: number; readonly endedAtMs: number })[]
  readonly outcome: RunOutcome | null
}

export type OpenedRun = {
  readonly run: number
  readonly beganAtMs: number
  /** [parties] once all frames of the last round are there; null before. */
  readonly lastFrames: readonly Bytes[] | null
  /** By party. */
  readonly reports: ReadonlyMap<number, Bytes>
}

export type RunOutcome = {
  readonly run: number
  readonly beganAtMs: number
  readonly endedAtMs: number
  /** [parties] sealed to the admin; empty where sums were opened. */
  readonly reports: readonly Bytes[]
  readonly sums: OpenedSums | null
}

/** A study that nobody has joined yet. */
export const newRegression = (
  study: StudyId,
  spec: RegressionSpec,
  policySignature: string,
): CommittedRegression => ({
  study,
  spec,
  studyHash: hashRegression(spec),
  policySignature,
  state: "open",
  known: new Map(),
  roster: null,
  lastRun: 0,
  open: null,
  ended: [],
  outcome: null,
})

/** One more record on what stands: the same fold for the running coordinator and for one that starts again. */
export function applyRegressionRecord(
  before: CommittedRegression,
  record: RegressionRecord,
): CommittedRegression {
  switch (record.kind) {
    case "owner-known": {
      const { participant, label, identityKey } = record
      return { ...before, known: new Map(before.known).set(participant, { label, identityKey }) }
    }
    case "roster-frozen":
      return { ...before, roster: record.roster }
    case "run-begun": {
      const { run, atMs } = record
      const open = { run, beganAtMs: atMs, lastFrames: null, reports: new Map() }
      return { ...before, state: "running", lastRun: run, open }
    }
    case "run-opened":
      return { ...before, open: { ...openRun(before), lastFrames: record.frames } }
    case "report-taken": {
      const open = openRun(before)
      return { ...before, open: { ...open, reports: new Map(open.reports).set(record.party, record.report) } }
    }
    case "run-ended": {
      const { kind, atMs, ...end } = record
      const { beganAtMs } = openRun(before)
      return {
        ...before,
        state: "open",
        open: null,
        ended: [...before.ended, { ...end, beganAtMs, endedAtMs: atMs }],
      }
    }
    case "run-finished": {
      const { run, beganAtMs, reports } = openRun(before)
      const inOrder = [...reports].sort(([one], [other]) => one - other).map(([, report]) => report)
      return {
        ...before,
        state: "finished",
        open: null,
        outcome: { run, beganAtMs, endedAtMs: record.atMs, reports: inOrder, sums: record.sums },
      }
    }
    case "stopped":
      return { ...before, state: "stopped" }
  }
}

function openRun({ open }: CommittedRegression): OpenedRun {
  if (open === null) throw new Error("only a run that has begun can go on")
  return open
}
