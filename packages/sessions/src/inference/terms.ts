import { jsonHash, type Verify } from "@tutti/crypto"
import { type InferenceSpec, type RefusalCode, StudyHash } from "@tutti/protocol"
import { signedPolicy } from "@tutti/secure-aggregation"
import { type Plan, planInference } from "@tutti/smpc"
import { hashBytes, isStudySigned } from "../secure/signed.ts"

/* What of an encrypted inference is public and can be checked before anything leaves: by the relay and by each of the three. */

/** What a client and a dealer agree to. */
export const hashInference = (spec: InferenceSpec): StudyHash => StudyHash.parse(jsonHash(spec))

/** What the model owner signs of it. */
export const signedInference = (hash: StudyHash): Uint8Array<ArrayBuffer> => signedPolicy(hashBytes(hash))

export type Terms = { readonly spec: InferenceSpec; readonly hash: StudyHash; readonly plan: Plan }

/**
 * Whether these are terms of that hash, which the model owner has signed, of a network that can be computed.
 * @param signature base64url
 */
export async function checkInference(
  spec: InferenceSpec,
  hash: StudyHash,
  signature: string,
  verify: Verify,
): Promise<
  { readonly ok: true; readonly terms: Terms } | { readonly ok: false; readonly code: RefusalCode }
> {
  if (hashInference(spec) !== hash) return { ok: false, code: "E_STUDY_CHANGED" }
  if (!(await isStudySigned(spec.ownerKey, hash, signature, verify))) return { ok: false, code: "E_POLICY" }
  const planned = planInference(spec)
  return planned.ok
    ? { ok: true, terms: { spec, hash, plan: planned.plan } }
    : { ok: false, code: planned.code }
}
