import { Invitation, type ParticipantId, RegressionInvitation, RelayInfo } from "@tutti/protocol"
import * as z from "zod"
import type { InviteLink } from "../links.ts"
import { ask } from "./request.ts"

/* What anybody may ask of a relay, without a token. */

/** The relay's version and the modes that it offers. @throws {TuttiError} */
export function relayInfo(baseUrl: string): Promise<RelayInfo> {
  return ask({ baseUrl }, { method: "GET", path: "/api/info" }, RelayInfo)
}

/**
 * What the study of an invite link asks for; joins nothing and uses nothing of the invite up.
 * @param participant who asks, where this machine took part before: its link opens even after it has expired.
 * @throws {TuttiError}
 */
export const askInvitation = (link: InviteLink, participant?: ParticipantId): Promise<Invitation> =>
  invitation(link, participant, Invitation)

/** Of which kind the study of an invite link is. @throws {TuttiError} */
export async function invitedTo(
  link: InviteLink,
  participant?: ParticipantId,
): Promise<"training" | "regression"> {
  const { spec } = await invitation(link, participant, z.union([Invitation, RegressionInvitation]))
  return "kind" in spec ? "regression" : "training"
}

function invitation<Told>(
  { relay, study, secret }: InviteLink,
  participant: ParticipantId | undefined,
  form: z.ZodType<Told>,
): Promise<Told> {
  const body = { study, secret, ...(participant === undefined ? {} : { participant }) }
  return ask({ baseUrl: relay }, { method: "POST", path: "/api/invitations", body }, form)
}
