import { participantId } from "@tutti/crypto"
import type { EnrolledOwners, FrozenRoster, StudySpec, StudyView } from "@tutti/protocol"
import { fromBase64url } from "@tutti/ring"
import { rosterRoot } from "@tutti/secure-aggregation"
import { policyProblem, safetyNumber } from "@tutti/sessions/training"
import { TuttiError } from "../error.ts"
import { type StudyKey, studyHash } from "./study-key.ts"

/* What the admin's side signs, and what it checks before: the relay only proposes. */

export type EnrolledOwner = EnrolledOwners["owners"][number]

/** @property safetyNumber what the owners see on their screens when they were shown the same key and roster. */
export type SignedRoster = { roster: FrozenRoster; safetyNumber: string }

/** @throws {TuttiError} E_STUDY_KEY when the study does not name this key. */
export async function signStudy(spec: StudySpec, studyKey: StudyKey): Promise<string> {
  requireNamed(spec, studyKey)
  return studyKey.signPolicy(studyHash(spec))
}

/** @throws {TuttiError} E_STUDY_KEY, E_STUDY_CHANGED, E_ANSWER, E_TOO_FEW_OWNERS or E_POLICY; then nothing is signed. */
export async function signOwners(
  { spec, studyHash: claimed }: Pick<StudyView, "spec" | "studyHash">,
  owners: readonly EnrolledOwner[],
  studyKey: StudyKey,
): Promise<SignedRoster> {
  const policy = requireNamed(spec, studyKey)
  if (studyHash(spec) !== claimed) throw TuttiError.refused("E_STUDY_CHANGED")
  requireOwnNames(owners)
  const problem = policyProblem(policy, owners.length)
  if (problem) throw TuttiError.refused(problem)
  const roster = await studyKey.signRoster(
    claimed,
    owners.map(({ identityKey }) => identityKey),
  )
  const root = rosterRoot(roster.version, roster.identityKeys.map(bytes))
  return { roster, safetyNumber: safetyNumber(studyKey.publicKey, root) }
}

/** People choose owners by names that the relay shows; what is signed are their keys. @throws {TuttiError} E_ANSWER */
export function requireOwnNames(owners: readonly EnrolledOwner[]): void {
  const isOwn = ({ participant, identityKey }: EnrolledOwner) =>
    participantId(bytes(identityKey)) === participant
  if (!owners.every(isOwn))
    throw new TuttiError("E_ANSWER", "relay", "An owner's name in the roster is not that of its key.")
}

function requireNamed({ secure }: StudySpec, studyKey: StudyKey) {
  if (secure?.studyKey !== studyKey.publicKey) throw TuttiError.local("E_STUDY_KEY")
  return secure
}

/** Base64url that its schema has parsed. */
const bytes = (text: string) => fromBase64url(text) ?? new Uint8Array(0)
