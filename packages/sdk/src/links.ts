import { PublicKey, StudyId } from "@tutti/protocol"

/*
 * Links carry their secret in the fragment, which a browser never sends to a server: it stays out of request
 * lines, logs and referrers.
 */

/** `relay` is the origin, as in "https://tutti.example:8443". */
export type InviteLink = {
  relay: string
  study: StudyId
  secret: string
  /** Of a secure study: the key that signed its rules, base64url. By the link it goes past the relay. */
  studyKey?: string
}
export type AdminLink = { relay: string; token: string }

/** The link that makes a tab a participant: `https://HOST/join/STUDY#SECRET`, in a secure study `…#SECRET.STUDYKEY`. */
export function inviteLink({ relay, study, secret, studyKey }: InviteLink): string {
  const fragment = studyKey === undefined ? secret : `${secret}.${studyKey}`
  return new URL(`/join/${study}#${fragment}`, relay).href
}

/** The link to the dashboard: `https://HOST/admin#TOKEN`. */
export function adminLink({ relay, token }: AdminLink): string {
  return new URL(`/admin#${token}`, relay).href
}

/** The link to one study's live view, without any control: `https://HOST/watch/STUDY#TOKEN`. */
export function observerLink({ relay, study, token }: AdminLink & { study: StudyId }): string {
  return new URL(`/watch/${study}#${token}`, relay).href
}

/** @returns null when the text is not an invite link, or its study key is cut short; nothing is asked of the relay. */
export function parseInviteLink(text: string): InviteLink | null {
  const url = parseHttpUrl(text)
  const study = StudyId.safeParse(url?.pathname.match(/^\/join\/([^/]+)$/)?.[1])
  const [secret, studyKey, ...rest] = url?.hash.slice(1).split(".") ?? []
  if (!url || !study.success || !secret || rest.length > 0) return null
  const link = { relay: url.origin, study: study.data, secret }
  if (studyKey === undefined) return link
  return PublicKey.safeParse(studyKey).success ? { ...link, studyKey } : null
}

/** @returns null when the text is not an admin link. */
export function parseAdminLink(text: string): AdminLink | null {
  const url = parseHttpUrl(text)
  const token = url?.hash.slice(1)
  return url?.pathname === "/admin" && token ? { relay: url.origin, token } : null
}

function parseHttpUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === "https:" || url.protocol === "http:" ? url : null
}
