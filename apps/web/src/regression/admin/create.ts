import { parseTable, type Table } from "@tutti/data"
import type { RegressionOpening, StudyId } from "@tutti/protocol"
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
  owners: number
  ownersSeeResult: boolean
  acceptsDetermined: boolean
}

/** @returns null for a file that is no table. */
export async function readTable(file: File): Promise<Table | null> {
  const parsed = parseTable(new Uint8Array(await file.arrayBuffer()))
  return parsed.ok ? parsed.table : null
}

/**
 * Declare, check, keep both keys on this computer's disk, sign, create.
 * @throws {TuttiError} with the column in the way, or as the relay refuses; UnkeptKey
 */
export async function createRegression(
  table: Table,
  draft: RegressionDraft,
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
