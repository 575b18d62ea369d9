import { type ParticipantId, RegressionInvitation } from "@tutti/protocol"
import { ask } from "../admin/request.ts"
import type { InviteLink } from "../links.ts"

/**
 * What the regression of an invite link asks for; joins nothing and uses nothing of the invite up.
 * @param participant who asks, where this machine took part before
 * @throws {TuttiError} E_ANSWER for a link into a training study.
 */
export function askRegression(
  { relay, study, secret }: InviteLink,
  participant?: ParticipantId,
): Promise<RegressionInvitation> {
  const body = { study, secret, ...(participant === undefined ? {} : { participant }) }
  return ask({ baseUrl: relay }, { method: "POST", path: "/api/invitations", body }, RegressionInvitation)
}
