import { jsonHash, type Verify } from "@tutti/crypto"
import { type InferenceSpec, type RefusalCode, StudyHash } from "@tutti/protocol"
import { signedPolicy } from "@tutti/secure-aggregation"
import { type Plan, planInference } from "@tutti/smpc"
import { hashBytes, isStudySigned } from "../secure/signed.ts"
import { mostOrdered } from "./orders.ts"

/* What of an encrypted inference is public and can be checked before anything leaves: by the relay and by each of the three. */

/** What a client and a dealer agree to. */
export const hashInference = (spec: InferenceSpec): StudyHash => StudyHash.parse(jsonHash(spec))

/** What the model owner signs of it. */
export const signedInference = (hash: StudyHash): Uint8Array<ArrayBuffer> => signedPolicy(hashBytes(hash))

export type Terms = {
  readonly spec: InferenceSpec
  readonly hash: StudyHash
  readonly plan: Plan
  /** Batches that may be ordered and not answered, at least one. */
  readonly mostOrdered: number
}

/**
 * Whether these are terms of that hash, which the model owner has signed, of a network that can be computed in batches that
 * a line can carry.
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
  if (!planned.ok) return { ok: false, code: planned.code }
  const { plan } = planned
  const most = mostOrdered(plan, spec)
  return most === 0
    ? { ok: false, code: "E_IN_BATCH" }
    : { ok: true, terms: { spec, hash, plan, mostOrdered: most } }
}
