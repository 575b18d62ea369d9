import { participantId, sha256, type Verify } from "@tutti/crypto"
import type { FrozenRoster, StudyHash } from "@tutti/protocol"
import { concatBytes, fromBase64url, fromHex } from "@tutti/ring"
import { rosterRoot, signedPolicy, signedRoster } from "@tutti/secure-aggregation"

/* What a study key signs, whatever the study computes: the study itself and, once, who its owners are. */

type Bytes = Uint8Array<ArrayBuffer>

/** Base64url that its schema has parsed; anything else becomes bytes that no key and no signature has. */
export const bytesOf = (text: string): Bytes => fromBase64url(text) ?? new Uint8Array(0)

/** [32] behind a hash of the wire. */
export const hashBytes = (hash: StudyHash): Bytes => fromHex(hash) ?? new Uint8Array(0)

/** Whether the study key has signed this very study. */
export async function isStudySigned(
  studyKey: string,
  studyHash: StudyHash,
  signature: string | undefined,
  verify: Verify,
): Promise<boolean> {
  if (signature === undefined) return false
  return verify(bytesOf(studyKey), signedPolicy(hashBytes(studyHash)), bytesOf(signature))
}

/** @property root [32] @property identityKeys each [32], in order of index */
export type OpenedRoster = { readonly root: Bytes; readonly identityKeys: readonly Bytes[] }

/** The roster behind its words; undefined unless the study key has frozen it, in order and each owner once. */
export async function openRoster(
  studyKey: string,
  studyHash: StudyHash,
  { version, identityKeys, signature }: FrozenRoster,
  verify: Verify,
): Promise<OpenedRoster | undefined> {
  const keys = identityKeys.map(bytesOf)
  const ids = keys.map(participantId)
  const isAscending = ids.every((id, index) => index === 0 || (ids[index - 1] ?? "") < id)
  if (!isAscending || keys.some((key) => key.length !== 32)) return undefined
  const root = rosterRoot(version, keys)
  const isSigned = await verify(
    bytesOf(studyKey),
    signedRoster(hashBytes(studyHash), root),
    bytesOf(signature),
  )
  return isSigned ? { root, identityKeys: keys } : undefined
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
  const digest = sha256(concatBytes(bytesOf(studyKey), root))
  let number = digest.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const base = 10n ** BigInt(DIGITS)
  const groups: string[] = []
  for (let group = 0; group < GROUPS; group++) {
    groups.push((number % base).toString().padStart(DIGITS, "0"))
    number /= base
  }
  return groups.reverse().join(" ")
}
