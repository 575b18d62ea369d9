import { HttpRefusal, Invitation, type RefusalCode, StudyId } from "@tutti/protocol"

/** What an owner's link says: which relay, which study, and the secret that stays in the fragment. */
export type InviteLink = { relay: string; study: StudyId; secret: string }

/** Why a link could not be opened: the relay's refusal, or no answer from it. */
export type InvitationFailure = RefusalCode | "E_LINK" | "E_UNREACHABLE"

/**
 * Read `https://HOST/join/<studyId>#<inviteSecret>`.
 * @returns null when the address is not such a link.
 */
export function readInviteLink(link: string): InviteLink | null {
  const url = URL.parse(link)
  if (url === null) return null
  const study = StudyId.safeParse(/\/join\/([^/]+)\/?$/.exec(url.pathname)?.[1])
  const secret = url.hash.slice(1)
  if (!study.success || secret.length < 16 || secret.length > 128) return null
  return { relay: url.origin, study: study.data, secret }
}

/**
 * Ask the relay what the link invites to. It joins nothing: the relay answers with the study's specification.
 * The secret travels in the body, so that no address in a log holds it.
 */
export async function fetchInvitation(
  link: InviteLink,
): Promise<{ ok: true; invitation: Invitation } | { ok: false; code: InvitationFailure }> {
  let answer: Response
  try {
    answer = await fetch(`${link.relay}/api/invitations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ study: link.study, secret: link.secret }),
    })
  } catch {
    return { ok: false, code: "E_UNREACHABLE" }
  }
  const body: unknown = await answer.json().catch(() => null)
  if (answer.ok) {
    const invitation = Invitation.safeParse(body)
    return invitation.success ? { ok: true, invitation: invitation.data } : { ok: false, code: "E_VERSION" }
  }
  const refusal = HttpRefusal.safeParse(body)
  return { ok: false, code: refusal.success ? refusal.data.error.code : "E_UNREACHABLE" }
}
