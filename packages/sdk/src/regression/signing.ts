import { verifySignature } from "@tutti/crypto"
import type { FrozenRoster, RegressionOutcome, RegressionSpec, RegressionView } from "@tutti/protocol"
import {
  type AdminResult,
  type AdminTools,
  checkParties,
  hashRegression,
  openOutcome,
} from "@tutti/sessions/regression"
import { type EnrolledOwner, requireOwnNames } from "../admin/freeze.ts"
import type { StudyKey } from "../admin/study-key.ts"
import { TuttiError } from "../error.ts"

/* What a regression's admin signs, and what it opens. */

/** @throws {TuttiError} E_STUDY_KEY when the regression does not name this key. */
export async function signRegression(spec: RegressionSpec, studyKey: StudyKey): Promise<string> {
  requireNamed(spec, studyKey)
  return studyKey.signPolicy(hashRegression(spec))
}

/** @throws {TuttiError} E_STUDY_KEY, E_STUDY_CHANGED, E_ANSWER, or why these cannot be its parties; then nothing is sent. */
export async function signParties(
  { spec, studyHash }: Pick<RegressionView, "spec" | "studyHash">,
  owners: readonly EnrolledOwner[],
  studyKey: StudyKey,
): Promise<FrozenRoster> {
  requireNamed(spec, studyKey)
  if (hashRegression(spec) !== studyHash) throw TuttiError.refused("E_STUDY_CHANGED")
  requireOwnNames(owners)
  const keys = owners.map(({ identityKey }) => identityKey)
  const roster = await studyKey.signRoster(studyHash, keys)
  const checked = await checkParties(spec, studyHash, roster, verifySignature)
  if (!checked.ok) throw TuttiError.refused(checked.code)
  return roster
}

/** @param spec as this admin signed it, and not as the relay says */
export function openedResult(
  spec: RegressionSpec,
  roster: FrozenRoster,
  outcome: RegressionOutcome,
  tools: Omit<AdminTools, "verify">,
): Promise<AdminResult> {
  const finished = { spec, studyHash: hashRegression(spec), roster }
  return openOutcome(finished, outcome, { ...tools, verify: verifySignature })
}

function requireNamed({ secure }: RegressionSpec, studyKey: StudyKey): void {
  if (secure.studyKey !== studyKey.publicKey) throw TuttiError.local("E_STUDY_KEY")
}
