import type { RefusalCode } from "@tutti/protocol"

export type StoredInvite = {
  id: string
  study: string
  /** ISO 8601, UTC. */
  expiresAt: string
  uses: number
  revoked: boolean
}

export type InviteDecision = { ok: true; invite: StoredInvite } | { ok: false; code: RefusalCode }

/**
 * Whether an owner may come in by this invite.
 * A revoked invite lets nobody in. One that has expired or is used up still lets in whom it let in before: a
 * reload in the middle of a study is no new use.
 * @param invite undefined when no invite has the presented secret.
 * @param entry used: different owners it has let in so far; known: this owner has been in the study before.
 */
export function decideInvite(
  invite: StoredInvite | undefined,
  entry: { study: string; used: number; known: boolean; now: Date },
): InviteDecision {
  if (invite === undefined || invite.study !== entry.study) return { ok: false, code: "E_INVITE_UNKNOWN" }
  if (invite.revoked) return { ok: false, code: "E_INVITE_REVOKED" }
  if (entry.known) return { ok: true, invite }
  if (entry.now.getTime() >= Date.parse(invite.expiresAt)) return { ok: false, code: "E_INVITE_EXPIRED" }
  if (entry.used >= invite.uses) return { ok: false, code: "E_INVITE_USED" }
  return { ok: true, invite }
}
