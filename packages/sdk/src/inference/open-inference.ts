import { type Identity, sha256Hex, webRandom } from "@tutti/crypto"
import { InferenceSpec, StudyCreated, type StudyId } from "@tutti/protocol"
import { encodeUtf8, toBase64url } from "@tutti/ring"
import { hashInference, signedInference } from "@tutti/sessions/inference"
import { ask, askRaw } from "../admin/request.ts"
import { type InferenceLink, inferenceLink } from "./links.ts"

/** What a model owner declares; the keys are put in here. */
export type InferenceTerms = Omit<InferenceSpec, "kind" | "ownerKey">

/**
 * Declares an inference at a relay, signed by the model owner.
 * @param relay with the admin's token
 * @returns the client's link; its secret is known to nobody else before the client presents it
 * @throws {TuttiError} with what the relay says of the terms
 */
export async function openInference(
  relay: { readonly baseUrl: string; readonly token: string },
  terms: InferenceTerms,
  identity: Pick<Identity, "publicKey" | "sign">,
): Promise<{ readonly link: InferenceLink; readonly href: string }> {
  const ownerKey = toBase64url(identity.publicKey)
  const spec = InferenceSpec.parse({ kind: "inference", ...terms, ownerKey })
  const secret = toBase64url(webRandom(32))
  const body = {
    spec,
    policySignature: toBase64url(await identity.sign(signedInference(hashInference(spec)))),
    inviteHash: sha256Hex(encodeUtf8(secret)),
  }
  const { study } = await ask(relay, { method: "POST", path: "/api/inferences", body }, StudyCreated)
  const link = { relay: relay.baseUrl, study, secret, ownerKey }
  return { link, href: inferenceLink(link) }
}

/**
 * Takes an inference from its relay: whoever is in it is told that it is gone, and its link opens nothing any more.
 * @param relay with the admin's token
 */
export async function withdrawInference(
  relay: { readonly baseUrl: string; readonly token: string },
  study: StudyId,
): Promise<void> {
  await askRaw(relay, { method: "DELETE", path: `/api/inferences/${study}` })
}
