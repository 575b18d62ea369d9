import { verifySignature } from "@tutti/crypto"
import type { HttpRefusal, RefusalCode, RegressionSpec } from "@tutti/protocol"
import { type CommittedRegression, checkRegression, partiesProblem } from "@tutti/sessions/regression"

type Detail = NonNullable<HttpRefusal["error"]["detail"]>

/** Why a relay does not take a regression; each with the field that is in the way, and never a value. */
export type DesignFault = { readonly code: RefusalCode; readonly detail: Detail }

/**
 * What keeps a new regression from being taken; null for one that its study key has signed for this relay, and that can
 * be computed as it is declared.
 * @param relayKey public half, base64url
 */
export async function designFault(
  { spec, studyHash, policySignature }: Pick<CommittedRegression, "spec" | "studyHash" | "policySignature">,
  relayKey: string,
): Promise<DesignFault | null> {
  if (spec.secure.relayKey !== relayKey)
    return fault("E_POLICY", "spec.secure.relayKey", "the study was made for another relay")
  const problem = await checkRegression(spec, studyHash, policySignature, verifySignature)
  if (problem?.code === "E_POLICY")
    return fault("E_POLICY", "policySignature", "not the study key's signature over this study")
  if (problem !== null) return fault(problem.code, placeOf(spec, problem.column), "cannot be computed so")
  // The smallest roster that could ever be frozen asks for the least.
  const tooFew = partiesProblem(spec, spec.secure.minimumCohort)
  return tooFew === null
    ? null
    : fault(tooFew, "spec.secure.minimumCohort", "no roster can keep a cohort so small")
}

const fault = (code: RefusalCode, path: string, message: string): DesignFault => ({
  code,
  detail: [{ path, message }],
})

/** Where in the body a column is declared; a problem that no one column has is the design's. */
function placeOf({ design }: RegressionSpec, column: string | undefined): string {
  if (column === undefined) return "spec.design"
  const at = design.features.findIndex(({ name }) => name === column)
  return at < 0 ? "spec.design.target" : `spec.design.features.${at}`
}
