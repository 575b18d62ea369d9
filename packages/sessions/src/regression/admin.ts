import type { AgreementKey, RoundSuite, Verify } from "@tutti/crypto"
import type {
  FrozenRoster,
  RefusalCode,
  RegressionOutcome,
  RegressionSpec,
  RunReportBody,
  StudyHash,
} from "@tutti/protocol"
import {
  estimatesOf,
  type OpenedRecord,
  openedFrom,
  openedValues,
  type RegressionTable,
  regressionTable,
  type Solved,
  type SolveRefusal,
  settingOf,
  solveAggregate,
  statisticsFromVector,
} from "@tutti/regression"
import { fromBase64url } from "@tutti/ring"
import { hashBytes } from "../secure/signed.ts"
import { checkParties } from "./policy.ts"
import { openReport } from "./sealing/report.ts"

/* The admin's side: what the relay keeps of a finished run becomes a table, in the admin's own page alone. */

export type AdminTools = {
  readonly suite: RoundSuite
  /** Of the study's result key. */
  readonly resultKey: AgreementKey
  readonly verify: Verify
}

/** A finished regression of this study, with the roster that its study key has frozen. */
export type FinishedStudy = {
  readonly spec: RegressionSpec
  readonly studyHash: StudyHash
  readonly roster: FrozenRoster
}

export type AdminResult =
  | {
      readonly ok: true
      readonly run: number
      /** SHA-256 of all frames of the run, hex; null where sums were opened. */
      readonly transcript: string | null
      readonly opened: OpenedRecord
      readonly table: RegressionTable
    }
  | ({ readonly ok: false; readonly code: RefusalCode; readonly party?: number } & Omit<SolveRefusal, "code">)

/**
 * The table of a finished run. Of opened coefficients, every party's report must open, be signed by that party and say
 * the same to the letter: one honest party is enough that no other table passes.
 */
export async function openOutcome(
  study: FinishedStudy,
  outcome: RegressionOutcome,
  tools: AdminTools,
): Promise<AdminResult> {
  if (outcome.opening !== study.spec.opening) return { ok: false, code: "E_RG_REPORT" }
  return outcome.opening === "aggregate"
    ? tableOfSums(study.spec, outcome)
    : tableOfReports(study, outcome, tools)
}

async function tableOfReports(
  { spec, studyHash, roster }: FinishedStudy,
  { run, reports }: Extract<RegressionOutcome, { opening: "coefficients" }>,
  { suite, resultKey, verify }: AdminTools,
): Promise<AdminResult> {
  const parties = await checkParties(spec, studyHash, roster, verify)
  if (!parties.ok) return { ok: false, code: parties.code }
  const setting = settingOf(spec.design)
  if (setting === undefined) return { ok: false, code: "E_RG_CAPACITY" }
  const name = { studyHash: hashBytes(studyHash), rosterRoot: parties.root, run }
  let first: RunReportBody | undefined
  for (const [party, identityKey] of parties.identityKeys.entries()) {
    const bytes = fromBase64url(reports[party] ?? "")
    const report = bytes && (await openReport(name, party, identityKey, bytes, { suite, resultKey, verify }))
    if (report === undefined || report.study !== studyHash || report.run !== run)
      return { ok: false, code: "E_RG_REPORT", party }
    first ??= report
    if (JSON.stringify(report) !== JSON.stringify(first)) return { ok: false, code: "E_RG_TRANSCRIPT", party }
  }
  if (first === undefined || reports.length !== parties.identityKeys.length)
    return { ok: false, code: "E_RG_REPORT" }
  const record = first.opened.map(({ name, values }) => ({ name, values: values.map(BigInt) }))
  const opened = openedFrom(setting, record)
  if (opened === undefined) return { ok: false, code: "E_RG_REPORT" }
  return tableOf(spec, run, first.transcript, record, estimatesOf(setting, opened))
}

function tableOfSums(
  spec: RegressionSpec,
  { run, sums }: Extract<RegressionOutcome, { opening: "aggregate" }>,
): AdminResult {
  const values = sums.map(BigInt)
  const statistics = statisticsFromVector(spec.design, values)
  if (statistics === undefined) return { ok: false, code: "E_RG_REPORT" }
  return tableOf(spec, run, null, recordOfSums(spec, values), solveAggregate(spec.design, statistics))
}

/** Opened sums under the names of `openedValues`: rows, absorbed intercepts, then the moments, whose first is Σw. */
export function recordOfSums(
  { design }: RegressionSpec,
  [rows = 0n, absorbed = 0n, ...moments]: readonly bigint[],
): OpenedRecord {
  const values: Record<string, readonly bigint[]> = {
    rows: [rows],
    owners: [absorbed],
    "sum of weights": moments.slice(0, 1),
  }
  return openedValues(design, "aggregate").map(({ name }) => ({ name, values: values[name] ?? moments }))
}

function tableOf(
  { design }: RegressionSpec,
  run: number,
  transcript: string | null,
  opened: OpenedRecord,
  solved: Solved,
): AdminResult {
  if (!solved.ok) return solved
  return { ok: true, run, transcript, opened, table: regressionTable(design, solved.estimates) }
}
