import { type DataProblem, parseTable, type Table } from "@tutti/data"
import { PublicKey, type RegressionOpening, type StudyId } from "@tutti/protocol"
import { relayInfo } from "@tutti/sdk/admin"
import {
  createRegressionClient,
  designFromTable,
  regressionFailure,
  regressionStudy,
} from "@tutti/sdk/regression"
import { regressionProblems } from "@tutti/sessions/regression"
import { keepKey, makeStudyKey } from "../../admin/study-key/held-key.ts"
import { keepResultKey, makeResultKey } from "./result-key.ts"

/** What an admin decides on the form. */
export type RegressionDraft = {
  target: string
  features: readonly string[]
  title: string
  organiser: string
  purpose: string
  opening: RegressionOpening
  dealerKey: string
  /** As they were typed. */
  owners: string
  mostRows: string
  /** By column. */
  units: Readonly<Record<string, string>>
  ownersSeeResult: boolean
  acceptsDetermined: boolean
}

/** Of fewer, an owner could take its own sums off and read the other's. */
export const FEWEST_OWNERS: Record<RegressionOpening, number> = { coefficients: 2, aggregate: 3 }
const MOST_OWNERS = 100

/** Sums are exact over so many. */
export const MOST_ROWS = 2 ** 24

/** @returns null for what is no number of owners that the opening can have. */
export const ownersOf = ({ owners, opening }: RegressionDraft): number | null =>
  wholeNumber(owners, FEWEST_OWNERS[opening], MOST_OWNERS)

/** There must be more rows than coefficients, and one of them is the intercept. */
export const fewestRows = ({ features }: RegressionDraft): number => features.length + 2

/** @returns null for what is no number of rows that the design can have. */
export const rowsOf = (draft: RegressionDraft): number | null =>
  wholeNumber(draft.mostRows, fewestRows(draft), MOST_ROWS)

function wholeNumber(text: string, fewest: number, most: number): number | null {
  const count = /^\d+$/.test(text.trim()) ? Number(text) : 0
  return count >= fewest && count <= most ? count : null
}

/** Room for owners who each have as many rows as this file, and twice that: rounded up to a power of two. */
export const suggestedRows = (rows: number, owners: number): string =>
  String(Math.min(MOST_ROWS, 2 ** Math.ceil(Math.log2(2 * owners * Math.max(1, rows)))))

export const namesDealer = ({ dealerKey }: RegressionDraft): boolean =>
  PublicKey.safeParse(dealerKey.trim()).success

const unitsOf = ({ target, features, units }: RegressionDraft) =>
  [...features, target].flatMap((name) => {
    const unit = units[name]?.trim() ?? ""
    return unit === "" ? [] : [{ name, unit }]
  })

export type ReadTable = { ok: true; table: Table } | { ok: false; problems: readonly DataProblem[] }

export const readTable = (bytes: ArrayBuffer): ReadTable => parseTable(new Uint8Array(bytes))

/**
 * Declare, check, keep both keys on this computer's disk, sign, create.
 * @throws {TuttiError} with the column in the way, or as the relay refuses; UnkeptKey
 */
export async function createRegression(
  table: Table,
  draft: RegressionDraft,
  { owners, mostRows }: { owners: number; mostRows: number },
  token: string,
): Promise<StudyId> {
  const {
    target,
    features,
    dealerKey,
    title,
    organiser,
    purpose,
    opening,
    ownersSeeResult,
    acceptsDetermined,
  } = draft
  const { design, dataset } = designFromTable(table, { target, features })
  const [studyKey, resultKey, { relayKey }] = await Promise.all([
    makeStudyKey(),
    makeResultKey(),
    relayInfo(location.origin),
  ])
  const spec = regressionStudy({
    opening,
    ownersSeeResult,
    acceptsDetermined,
    design: { ...design, mostRows },
    dataset: { ...dataset, units: unitsOf(draft) },
    ...(title.trim() !== "" && { title }),
    ...(organiser.trim() !== "" && { organiser }),
    ...(purpose.trim() !== "" && { purpose }),
    ...(opening === "coefficients" && { dealerKey: dealerKey.trim() }),
    owners,
    studyKey: studyKey.publicKey,
    relayKey,
    resultKey: resultKey.publicKey,
  })
  const [problem] = regressionProblems(spec)
  if (problem !== undefined) throw regressionFailure(problem.code, { column: problem.column ?? null })
  await keepKey(studyKey)
  await keepResultKey(resultKey, spec)
  const { study } = await createRegressionClient(location.origin, token).create(spec, studyKey)
  return study
}
