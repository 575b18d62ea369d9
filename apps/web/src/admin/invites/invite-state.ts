import type { InviteView } from "@tutti/protocol"

export type InviteState = "open" | "used" | "expired" | "revoked"

/** What an invite still does: the strongest reason first why it does nothing. */
export function inviteState({ revoked, expiresAt, used, uses }: InviteView, now: Date): InviteState {
  if (revoked) return "revoked"
  if (new Date(expiresAt) <= now) return "expired"
  return used >= uses ? "used" : "open"
}
