import { verifySignature } from "@tutti/crypto"
import type { HttpRefusal } from "@tutti/protocol"
import { type CommittedStudy, checkPolicySignature, policyProblem } from "@tutti/sessions/training"

export type PolicyFault = NonNullable<HttpRefusal["error"]["detail"]>[number]

/**
 * What keeps a new study's rules for sums from being taken: none for a secure study that its study key has signed for
 * this relay, and for a trusted one without a signature.
 * @param relayKey public half, base64url
 */
export async function policyFaults(
  { spec, studyHash, policySignature }: Pick<CommittedStudy, "spec" | "studyHash" | "policySignature">,
  relayKey: string,
): Promise<PolicyFault[]> {
  const { secure } = spec
  if (secure === undefined)
    return policySignature === null
      ? []
      : [{ path: "policySignature", message: "a trusted study has no rules to sign" }]
  const faults: PolicyFault[] = []
  if (secure.relayKey !== relayKey)
    faults.push({ path: "spec.secure.relayKey", message: "the study was made for another relay" })
  if (await checkPolicySignature(spec, studyHash, policySignature ?? undefined, verifySignature))
    faults.push({ path: "policySignature", message: "not the study key's signature over this study" })
  // The smallest roster that could ever be frozen asks for the least.
  if (policyProblem(secure, secure.minimumCohort) !== null)
    faults.push({ path: "spec.secure.minimumCohort", message: "no roster can keep a cohort so small" })
  return faults
}
