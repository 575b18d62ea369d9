import { participantId, sha256 } from "@tutti/crypto"
import type { FrozenRoster, SecurePolicy, StudyHash, StudySpec } from "@tutti/protocol"
import { concatBytes, fromBase64url, fromHex } from "@tutti/ring"
import {
  type AggregationPolicy,
  corruptOwners,
  rosterRoot,
  SMALLEST_PROTECTIVE_COHORT,
  signedPolicy,
  signedRoster,
  smallestMinimumCohort,
} from "@tutti/secure-aggregation"

/* What the study key signs, checked by everybody for itself: the relay before it keeps it, each owner before it agrees. */

type Bytes = Uint8Array<ArrayBuffer>
type Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>

/** With two owners, each learns the other's numbers from the sum. */
const SMALLEST_ROSTER = 3

/** The signed rules for a frozen roster of so many owners. */
export function aggregationPolicy(policy: SecurePolicy, owners: number): AggregationPolicy {
  const { corruptPerTenThousand, dropoutPerTenThousand, minimumCohort, maxContributions } = policy
  return { rosterSize: owners, corruptPerTenThousand, dropoutPerTenThousand, minimumCohort, maxContributions }
}

/**
 * Why so many owners cannot keep these rules, or null: fewer than any sum may have, or a minimum cohort below what
 * withstands the corrupt owners. Below ten it must be a demonstration's, from ten on a protective one.
 */
export function policyProblem(policy: SecurePolicy, owners: number): "E_TOO_FEW_OWNERS" | "E_POLICY" | null {
  if (owners < SMALLEST_ROSTER || owners < policy.minimumCohort) return "E_TOO_FEW_OWNERS"
  const rules = aggregationPolicy(policy, owners)
  const isDemonstration = policy.minimumCohort < SMALLEST_PROTECTIVE_COHORT
  const least = smallestMinimumCohort(rules, isDemonstration)
  return policy.minimumCohort < least || corruptOwners(rules) >= owners ? "E_POLICY" : null
}

/** Whether the study key has signed this very study, in the secure mode. */
export async function checkPolicySignature(
  { mode, secure }: StudySpec,
  studyHash: StudyHash,
  signature: string | undefined,
  verify: Verify,
): Promise<"E_POLICY" | null> {
  if (mode !== "secure" || secure === undefined || signature === undefined) return "E_POLICY"
  const isSigned = await verify(
    bytes(secure.studyKey),
    signedPolicy(fromHexHash(studyHash)),
    bytes(signature),
  )
  return isSigned ? null : "E_POLICY"
}

export type CheckedRoster =
  /** @property root [32] @property identityKeys each [32], in order of index */
  | { readonly ok: true; readonly root: Bytes; readonly identityKeys: readonly Bytes[] }
  | { readonly ok: false; readonly code: "E_ROSTER" | "E_POLICY" | "E_TOO_FEW_OWNERS" }

/** Whether the study key has frozen this roster, its owners are in order and each once, and it can keep the rules. */
export async function checkRoster(
  { secure }: StudySpec,
  studyHash: StudyHash,
  { version, identityKeys, signature }: FrozenRoster,
  verify: Verify,
): Promise<CheckedRoster> {
  if (secure === undefined) return { ok: false, code: "E_POLICY" }
  const keys = identityKeys.map(bytes)
  const ids = keys.map(participantId)
  const isAscending = ids.every((id, index) => index === 0 || (ids[index - 1] ?? "") < id)
  if (!isAscending || keys.some((key) => key.length !== 32)) return { ok: false, code: "E_ROSTER" }
  const root = rosterRoot(version, keys)
  const signed = signedRoster(fromHexHash(studyHash), root)
  if (!(await verify(bytes(secure.studyKey), signed, bytes(signature))))
    return { ok: false, code: "E_ROSTER" }
  const problem = policyProblem(secure, keys.length)
  return problem ? { ok: false, code: problem } : { ok: true, root, identityKeys: keys }
}

const GROUPS = 12
const DIGITS = 5

/**
 * What people compare by voice: whoever has the same study key and the same roster has the same number. Twelve groups
 * of five digits out of SHA-256(study key ‖ roster root), the digest read as one number from its first byte on.
 * @param root [32] of the frozen roster
 * @returns "12345 67890 …": 60 digits, of which a relay would have to meet 199 bits
 */
export function safetyNumber(studyKey: string, root: Uint8Array): string {
  const digest = sha256(concatBytes(bytes(studyKey), root))
  let number = digest.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const base = 10n ** BigInt(DIGITS)
  const groups: string[] = []
  for (let group = 0; group < GROUPS; group++) {
    groups.push((number % base).toString().padStart(DIGITS, "0"))
    number /= base
  }
  return groups.reverse().join(" ")
}

/** Base64url that its schema has parsed; anything else becomes bytes that no key and no signature has. */
const bytes = (text: string): Bytes => fromBase64url(text) ?? new Uint8Array(0)

const fromHexHash = (hash: StudyHash): Bytes => fromHex(hash) ?? new Uint8Array(0)
