import type { Invitation, ParticipantId } from "@tutti/protocol"
import { TuttiError } from "@tutti/sdk"
import { askInvitation } from "@tutti/sdk/admin"
import { type InviteLink, parseInviteLink } from "@tutti/sdk/links"
import { isProblemCode, type ProblemCode } from "./problem.ts"

export type { InviteLink } from "@tutti/sdk/links"

/** Shorter secrets are not the relay's: somebody copied half of a link. */
const SECRET_LETTERS = 16

/** @returns null when the address is not a whole invite link. */
export function readInviteLink(address: string): InviteLink | null {
  const link = parseInviteLink(address)
  return link === null || link.secret.length < SECRET_LETTERS ? null : link
}

type Asked = { ok: true; invitation: Invitation } | { ok: false; code: ProblemCode }

/**
 * Ask the relay what the link invites to; it joins nothing.
 * @param participant who asks, where this browser took part before: its link opens even after it has expired.
 */
export async function fetchInvitation(link: InviteLink, participant: ParticipantId | null): Promise<Asked> {
  try {
    return { ok: true, invitation: await askInvitation(link, participant ?? undefined) }
  } catch (error) {
    if (error instanceof TuttiError && isProblemCode(error.code)) return { ok: false, code: error.code }
    throw error
  }
}
