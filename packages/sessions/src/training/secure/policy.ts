import type { Verify } from "@tutti/crypto"
import type { FrozenRoster, StudyHash, StudySpec } from "@tutti/protocol"
import { isStudySigned, type OpenedRoster, openRoster } from "../../secure/signed.ts"
import { policyProblem } from "../../secure/sum-policy.ts"

export { safetyNumber } from "../../secure/signed.ts"
export { aggregationPolicy, policyProblem } from "../../secure/sum-policy.ts"

/* What the study key signs, checked by everybody for itself: the relay before it keeps it, each owner before it agrees. */

/** Whether the study key has signed this very study, in the secure mode. */
export async function checkPolicySignature(
  { mode, secure }: StudySpec,
  studyHash: StudyHash,
  signature: string | undefined,
  verify: Verify,
): Promise<"E_POLICY" | null> {
  if (mode !== "secure" || secure === undefined) return "E_POLICY"
  return (await isStudySigned(secure.studyKey, studyHash, signature, verify)) ? null : "E_POLICY"
}

export type CheckedRoster =
  | ({ readonly ok: true } & OpenedRoster)
  | { readonly ok: false; readonly code: "E_ROSTER" | "E_POLICY" | "E_TOO_FEW_OWNERS" }

/** Whether the study key has frozen this roster, its owners are in order and each once, and it can keep the rules. */
export async function checkRoster(
  { secure }: StudySpec,
  studyHash: StudyHash,
  roster: FrozenRoster,
  verify: Verify,
): Promise<CheckedRoster> {
  if (secure === undefined) return { ok: false, code: "E_POLICY" }
  const opened = await openRoster(secure.studyKey, studyHash, roster, verify)
  if (opened === undefined) return { ok: false, code: "E_ROSTER" }
  const problem = policyProblem(secure, opened.identityKeys.length)
  return problem ? { ok: false, code: problem } : { ok: true, ...opened }
}
