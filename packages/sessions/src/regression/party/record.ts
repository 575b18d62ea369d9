import { jsonHash } from "@tutti/crypto"
import type { RefusalCode, RegressionSpec } from "@tutti/protocol"
import { type SufficientStatistics, statisticsToVector } from "@tutti/regression"
import type { OwnerLedger } from "@tutti/secure-aggregation"
import type { Frozen, Study } from "../session/study.ts"
import type { DataRecord, PartyRecord } from "./ports.ts"

/* The owner's ledger: how often its data has been used, whatever the relay says of it. */

const NO_SUMS: OwnerLedger = {
  lastRound: 0,
  contributions: 0,
  finishedRound: 0,
  transcript: new Uint8Array(32),
}

/** Of a study whose roster this owner sees for the first time. */
export const newRecord = ({ hash }: Study, { rootText }: Frozen): PartyRecord => ({
  studyHash: hash,
  rosterRoot: rootText,
  lastRun: 0,
  data: [],
  closing: null,
  report: null,
  ledger: NO_SUMS,
})

/** The data set by what it puts in: two files with the same sums are one. */
export const hashStatistics = (statistics: SufficientStatistics): string =>
  jsonHash(statisticsToVector(statistics).map(String))

const entryOf = ({ data }: PartyRecord, statistics: string): DataRecord =>
  data.find((entry) => entry.statistics === statistics) ?? { statistics, begun: 0, finished: false }

/** Why this data enters no run of this number, or null. */
export function runProblem(
  record: PartyRecord,
  statistics: string,
  run: number,
  { mostRuns }: RegressionSpec,
): RefusalCode | null {
  const { begun, finished } = entryOf(record, statistics)
  if (finished) return "E_RG_DONE"
  if (run <= record.lastRun) return "E_RG_REPLAY"
  return begun >= mostRuns ? "E_RG_BUDGET" : null
}

const withEntry = (record: PartyRecord, entry: DataRecord): PartyRecord => ({
  ...record,
  data: [...record.data.filter(({ statistics }) => statistics !== entry.statistics), entry],
})

/** To be durable before the first frame, or the masked vector, of this run leaves. */
export function withRunBegun(record: PartyRecord, statistics: string, run: number): PartyRecord {
  const entry = entryOf(record, statistics)
  return { ...withEntry(record, { ...entry, begun: entry.begun + 1 }), lastRun: run, closing: null }
}

/** To be durable before the report leaves. @param report null where sums were opened */
export const withRunFinished = (
  record: PartyRecord,
  statistics: string,
  report: PartyRecord["report"],
): PartyRecord => ({
  ...withEntry(record, { ...entryOf(record, statistics), finished: true }),
  closing: null,
  report,
})
