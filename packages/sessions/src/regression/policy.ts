import { jsonHash, type Verify } from "@tutti/crypto"
import { type FrozenRoster, type RegressionSpec, StudyHash } from "@tutti/protocol"
import { type DesignRefusal, designProblems, informationOf, settingOf } from "@tutti/regression"
import { isStudySigned, type OpenedRoster, openRoster } from "../secure/signed.ts"
import { policyProblem } from "../secure/sum-policy.ts"

/* What of a regression is public and can be checked before anything leaves: by the relay, by each party, by the dealer. */

/** What an owner agrees to when it agrees to a regression. */
export const hashRegression = (spec: RegressionSpec): StudyHash => StudyHash.parse(jsonHash(spec))

/** The names of all columns that a regression asks of an owner: features in order, the target, the weight. */
export const columnsOf = ({
  design: { features, target, weight },
}: Pick<RegressionSpec, "design">): string[] => [
  ...features.map(({ name }) => name),
  target.name,
  ...(weight === null ? [] : [weight.name]),
]

/** Everything that is wrong with a regression as it is declared; empty for one that can run. */
export function regressionProblems({ design, opening, acceptsDetermined }: RegressionSpec): DesignRefusal[] {
  const problems = designProblems(design)
  if (problems.length > 0 || opening === "aggregate") return problems
  if (settingOf(design) === undefined) return [{ code: "E_RG_CAPACITY" }]
  return informationOf(design).determined && !acceptsDetermined ? [{ code: "E_RG_DETERMINED" }] : []
}

/** Whether this is the study of that hash, and the study key has signed it. */
export async function checkRegression(
  spec: RegressionSpec,
  studyHash: StudyHash,
  signature: string,
  verify: Verify,
): Promise<DesignRefusal | null> {
  if (hashRegression(spec) !== studyHash) return { code: "E_STUDY_CHANGED" }
  const isSigned = await isStudySigned(spec.secure.studyKey, studyHash, signature, verify)
  return isSigned ? (regressionProblems(spec)[0] ?? null) : { code: "E_POLICY" }
}

/** A solve on shares needs one party beside oneself. */
const FEWEST_PARTIES = 2

export type CheckedParties =
  | ({ readonly ok: true } & OpenedRoster)
  | { readonly ok: false; readonly code: "E_ROSTER" | "E_POLICY" | "E_TOO_FEW_OWNERS" }

/** Whether the study key has frozen this roster, and so many owners can run this regression. */
export async function checkParties(
  spec: RegressionSpec,
  studyHash: StudyHash,
  roster: FrozenRoster,
  verify: Verify,
): Promise<CheckedParties> {
  const { secure, dealerKey } = spec
  const opened = await openRoster(secure.studyKey, studyHash, roster, verify)
  // A dealer that is also a party would know the others' shares.
  if (opened === undefined || roster.identityKeys.some((key) => key === dealerKey))
    return { ok: false, code: "E_ROSTER" }
  const problem = partiesProblem(spec, opened.identityKeys.length)
  return problem ? { ok: false, code: problem } : { ok: true, ...opened }
}

/** Why so many owners cannot run this regression, or null. */
export function partiesProblem({ opening, secure }: RegressionSpec, owners: number) {
  if (opening === "aggregate") return policyProblem(secure, owners)
  return owners < Math.max(FEWEST_PARTIES, secure.minimumCohort) ? "E_TOO_FEW_OWNERS" : null
}
