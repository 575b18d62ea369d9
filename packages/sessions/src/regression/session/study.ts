import { constantTimeEqual, type Verify } from "@tutti/crypto"
import type {
  FrozenRoster,
  PartyRelayMessage,
  RefusalCode,
  RegressionSpec,
  StudyHash,
  StudyId,
} from "@tutti/protocol"
import { type Setting, settingOf } from "@tutti/regression"
import { toBase64url } from "@tutti/ring"
import { bytesOf, type OpenedRoster, safetyNumber } from "../../secure/signed.ts"
import { checkParties, checkRegression } from "../policy.ts"

/* What parties and the dealer check of a study before they do anything for it, in the same way. */

/** A regression that its study key has signed. */
export type Study = {
  readonly id: StudyId
  readonly spec: RegressionSpec
  readonly hash: StudyHash
  /** Of a study that opens coefficients. */
  readonly setting: Setting | null
  /** [32] of the same; empty where sums are opened. */
  readonly dealerKey: Uint8Array<ArrayBuffer>
}

type Checked<Value> =
  | ({ readonly ok: true } & Value)
  | { readonly ok: false; readonly code: RefusalCode; readonly column?: string }

/** @param studyKey that the link names; null for a dealer, whose own key the study names. */
export async function checkStudy(
  { study: id, spec, studyHash, policySignature }: Extract<PartyRelayMessage, { kind: "admitted" }>,
  studyKey: string | null,
  verify: Verify,
): Promise<Checked<{ readonly study: Study }>> {
  if (studyKey !== null && spec.secure.studyKey !== studyKey) return { ok: false, code: "E_POLICY" }
  const problem = await checkRegression(spec, studyHash, policySignature, verify)
  if (problem) return { ok: false, ...problem }
  const setting = spec.opening === "coefficients" ? (settingOf(spec.design) ?? null) : null
  return { ok: true, study: { id, spec, hash: studyHash, setting, dealerKey: bytesOf(spec.dealerKey ?? "") } }
}

/** The frozen roster, and the first one that was seen. */
export type Frozen = OpenedRoster & {
  /** base64url */
  readonly rootText: string
  readonly safetyNumber: string
}

/** What is kept of a study on a machine that has seen its roster. */
export type Pin = {
  readonly studyHash: StudyHash
  /** [32] of the first roster that the study key was seen to have signed; base64url. No other is ever accepted. */
  readonly rosterRoot: string
}

/** The roster as the study key has signed it, unless another one was seen before. */
export async function checkFrozen(
  { spec, hash }: Study,
  roster: FrozenRoster,
  pin: Pin | null,
  verify: Verify,
): Promise<Checked<{ readonly frozen: Frozen }>> {
  const checked = await checkParties(spec, hash, roster, verify)
  if (!checked.ok) return { ok: false, code: checked.code === "E_ROSTER" ? "E_SA_ROSTER" : checked.code }
  const { root, identityKeys } = checked
  const rootText = toBase64url(root)
  if (pin && pin.studyHash !== hash) return { ok: false, code: "E_STUDY_CHANGED" }
  if (pin && pin.rosterRoot !== rootText) return { ok: false, code: "E_SA_ROSTER" }
  const number = safetyNumber(spec.secure.studyKey, root)
  return { ok: true, frozen: { root, identityKeys, rootText, safetyNumber: number } }
}

/** The place of a key in the frozen roster; −1 for a stranger's. */
export const indexOf = ({ identityKeys }: Frozen, publicKey: Uint8Array): number =>
  identityKeys.findIndex((key) => constantTimeEqual(key, publicKey))
