import type { StudyId, StudySpec } from "@tutti/protocol"
import { TuttiError } from "@tutti/sdk"
import type { AdminClient } from "@tutti/sdk/admin"
import { simulated as words } from "../../strings/en.admin.ts"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { startSimulatedOwners } from "../../workers/simulated-owners.ts"
import { failureAnatomy } from "../failure.ts"

/** They use their invite within seconds; a forgotten one should not stay open. */
const INVITE_HOURS = 1

/**
 * Let simulated owners join a study from this tab, by an invite of their own.
 * @returns null when all of them are ready, else why not.
 */
export async function addSimulatedOwners(
  admin: AdminClient,
  study: StudyId,
  { secure }: StudySpec,
  count: number,
): Promise<ErrorAnatomy | null> {
  try {
    const terms = { expiresInHours: INVITE_HOURS, uses: count }
    const { link } = await admin.invite(study, terms, secure && (await keptKey(secure.studyKey)))
    const gathered = await startSimulatedOwners(count, link).gathered
    if (gathered.ok) return null
    const { code, side, what, next } = gathered.problem
    return { what, side: words.side[side], safe: words.safe, next, code }
  } catch (error) {
    return failureAnatomy(error)
  }
}

/** As this browser knows it. @throws {TuttiError} E_STUDY_KEY where another browser made the study. */
async function keptKey(publicKey: string): Promise<string> {
  const { findKey } = await import("../study-key/held-key.ts")
  const key = await findKey(publicKey)
  if (key === null) throw TuttiError.local("E_STUDY_KEY")
  return key.publicKey
}
