import type { RegressionSpec } from "@tutti/protocol"
import { TuttiError } from "@tutti/sdk"
import { readStudyKey, type StudyKey } from "@tutti/sdk/admin"
import { findKey, keepKey } from "../../admin/study-key/held-key.ts"
import { findResultKey, type HeldResultKey, importResultKey, readResultKey } from "./result-key.ts"

const FILE = "tutti/regression-keys/1"

/** What makes a browser this regression's admin: the key that signs for it, and the one that opens its result. */
export type RegressionKeys = { study: StudyKey; result: HeldResultKey }

/** A regression, by the two keys that name it. */
type Named = Pick<RegressionSpec, "resultKey"> & { secure: Pick<RegressionSpec["secure"], "studyKey"> }

/** @returns null unless this browser has both. */
export async function findKeys({ secure, resultKey }: Named): Promise<RegressionKeys | null> {
  const [study, result] = await Promise.all([findKey(secure.studyKey), findResultKey(resultKey)])
  return study && result && { study, result }
}

/** Both, as text of a file that a person keeps: a secret. */
export const keysFile = ({ study, result }: RegressionKeys): string =>
  `${JSON.stringify({ file: FILE, studyKey: study.toFile(), resultKey: result.file }, null, 2)}\n`

/**
 * Both out of such a file, kept in this browser from now on.
 * @throws {TuttiError} E_STUDY_KEY for a file of another regression, or of none; UnkeptKey
 */
export async function importKeys(text: string, { secure, resultKey }: Named): Promise<RegressionKeys> {
  const file = readFile(text)
  if (file === null) throw TuttiError.local("E_STUDY_KEY")
  const [study, result] = await Promise.all([readStudyKey(file.studyKey), readResultKey(file.resultKey)])
  if (study.publicKey !== secure.studyKey || result?.spec.resultKey !== resultKey)
    throw TuttiError.local("E_STUDY_KEY")
  await Promise.all([keepKey(study), importResultKey(file.resultKey)])
  return { study, result }
}

function readFile(text: string): { studyKey: string; resultKey: string } | null {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json !== "object" || json === null) return null
    if (!("file" in json && "studyKey" in json && "resultKey" in json) || json.file !== FILE) return null
    const { studyKey, resultKey } = json
    return typeof studyKey === "string" && typeof resultKey === "string" ? { studyKey, resultKey } : null
  } catch {
    return null
  }
}
