import { PublicKey, StudyId } from "@tutti/protocol"

/** What a client needs. The secret lets it in; the model owner's key goes past the relay by it. */
export type InferenceLink = {
  readonly relay: string
  readonly study: StudyId
  readonly secret: string
  /** base64url */
  readonly ownerKey: string
}

/** `https://HOST/infer/STUDY#SECRET.OWNERKEY`: secret and key are in the fragment, which no browser sends. */
export function inferenceLink({ relay, study, secret, ownerKey }: InferenceLink): string {
  return new URL(`/infer/${study}#${secret}.${ownerKey}`, relay).href
}

/** @returns null when the text is no such link, or cut short; nothing is asked of the relay. */
export function parseInferenceLink(text: string): InferenceLink | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== "https:" && url.protocol !== "http:") return null
  const study = StudyId.safeParse(url.pathname.match(/^\/infer\/([^/]+)$/)?.[1])
  const [secret, key, ...rest] = url.hash.slice(1).split(".")
  const ownerKey = PublicKey.safeParse(key)
  if (!study.success || !secret || !ownerKey.success || rest.length > 0) return null
  return { relay: url.origin, study: study.data, secret, ownerKey: ownerKey.data }
}
