import { Invitation, RelayInfo } from "@tutti/protocol"
import type { InviteLink } from "../links.ts"
import { ask } from "./request.ts"

/* What anybody may ask of a relay, without a token. */

/** The relay's version and the modes that it offers. @throws {TuttiError} */
export function relayInfo(baseUrl: string): Promise<RelayInfo> {
  return ask({ baseUrl }, { method: "GET", path: "/api/info" }, RelayInfo)
}

/** What the study of an invite link asks for; joins nothing and uses the invite up by nothing. @throws {TuttiError} */
export function askInvitation({ relay, study, secret }: InviteLink): Promise<Invitation> {
  const request = { method: "POST", path: "/api/invitations", body: { study, secret } } as const
  return ask({ baseUrl: relay }, request, Invitation)
}
