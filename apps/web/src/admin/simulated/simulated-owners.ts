import type { StudyId } from "@tutti/protocol"
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
  count: number,
): Promise<ErrorAnatomy | null> {
  try {
    const { link } = await admin.invite(study, { expiresInHours: INVITE_HOURS, uses: count })
    const gathered = await startSimulatedOwners(count, link).gathered
    if (gathered.ok) return null
    const { code, side, what, next } = gathered.problem
    return { what, side: words.side[side], safe: words.safe, next, code }
  } catch (error) {
    return failureAnatomy(error)
  }
}
