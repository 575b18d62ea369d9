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
  /** As it was typed. */
  owners: string
  ownersSeeResult: boolean
  acceptsDetermined: boolean
}

/** Of fewer, an owner could take its own sums off and read the other's. */
export const FEWEST_OWNERS: Record<RegressionOpening, number> = { coefficients: 2, aggregate: 3 }
const MOST_OWNERS = 100

/** @returns null for what is no number of owners that the opening can have. */
export function ownersOf({ owners, opening }: RegressionDraft): number | null {
  const count = /^\d+$/.test(owners.trim()) ? Number(owners) : 0
  return count >= FEWEST_OWNERS[opening] && count <= MOST_OWNERS ? count : null
}

export const namesDealer = ({ dealerKey }: RegressionDraft): boolean =>
  PublicKey.safeParse(dealerKey.trim()).success

export type ReadTable = { ok: true; table: Table } | { ok: false; problems: readonly DataProblem[] }

export const readTable = (bytes: ArrayBuffer): ReadTable => parseTable(new Uint8Array(bytes))

/**
 * Declare, check, keep both keys on this computer's disk, sign, create.
 * @throws {TuttiError} with the column in the way, or as the relay refuses; UnkeptKey
 */
export async function createRegression(
  table: Table,
  draft: RegressionDraft,
  owners: number,
  token: string,
): Promise<StudyId> {
  const { target, features, dealerKey, title, organiser, purpose, ...terms } = draft
  const [studyKey, resultKey, { relayKey }] = await Promise.all([
    makeStudyKey(),
    makeResultKey(),
    relayInfo(location.origin),
  ])
  const spec = regressionStudy({
    ...designFromTable(table, { target, features }),
    ...terms,
    ...(title.trim() !== "" && { title }),
    ...(organiser.trim() !== "" && { organiser }),
    ...(purpose.trim() !== "" && { purpose }),
    ...(terms.opening === "coefficients" && { dealerKey: dealerKey.trim() }),
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
