import { type Identity, sha256Hex, webRandom } from "@tutti/crypto"
import { type CreateInference, InferenceSpec, StudyCreated, type StudyId } from "@tutti/protocol"
import { encodeUtf8, toBase64url } from "@tutti/ring"
import { hashInference, signedInference } from "@tutti/sessions/inference"
import { ask, askRaw } from "../admin/request.ts"
import { TuttiError } from "../error.ts"
import { type InferenceLink, inferenceLink } from "./links.ts"

/** What a model owner declares; the keys are put in here. */
export type InferenceTerms = Omit<InferenceSpec, "kind" | "ownerKey">

/** A relay, with the admin's token. */
type AdminRelay = { readonly baseUrl: string; readonly token: string }

/** Terms that their model owner has signed: with them an inference is declared, and declared once more. */
export type SignedInference = Omit<CreateInference, "lastRun">

export type OpenedInference = {
  readonly link: InferenceLink
  /** The link as a client gets it. Its secret is known to nobody else before the client presents it. */
  readonly href: string
  readonly signed: SignedInference
}

/**
 * Declares an inference at a relay, signed by the model owner.
 * @throws {TuttiError} with what the relay says of the terms
 */
export async function openInference(
  relay: AdminRelay,
  terms: InferenceTerms,
  identity: Pick<Identity, "publicKey" | "sign">,
): Promise<OpenedInference> {
  const ownerKey = toBase64url(identity.publicKey)
  const spec = InferenceSpec.parse({ kind: "inference", ...terms, ownerKey })
  const secret = toBase64url(webRandom(32))
  const signed: SignedInference = {
    spec,
    policySignature: toBase64url(await identity.sign(signedInference(hashInference(spec)))),
    inviteHash: sha256Hex(encodeUtf8(secret)),
  }
  const study = await declare(relay, signed)
  const link = { relay: relay.baseUrl, study, secret, ownerKey }
  return { link, href: inferenceLink(link), signed }
}

/**
 * Declares once more what a relay that was started again has forgotten: the client's link is the same. A relay that knows
 * it still changes nothing.
 * @param lastRun the number of its last run, so that none comes twice
 * @throws {TuttiError} E_POLICY where the relay has another key than the one that the terms name
 */
export async function reopenInference(
  relay: AdminRelay,
  { study, signed, lastRun }: { study: StudyId; signed: SignedInference; lastRun: number },
): Promise<void> {
  if ((await declare(relay, { ...signed, lastRun })) !== study) throw TuttiError.local("E_ANSWER")
}

/** Takes an inference from its relay: whoever is in it is told that it is gone, and its link opens nothing any more. */
export async function withdrawInference(relay: AdminRelay, study: StudyId): Promise<void> {
  await askRaw(relay, { method: "DELETE", path: `/api/inferences/${study}` })
}

async function declare(relay: AdminRelay, body: CreateInference): Promise<StudyId> {
  const { study } = await ask(relay, { method: "POST", path: "/api/inferences", body }, StudyCreated)
  return study
}
