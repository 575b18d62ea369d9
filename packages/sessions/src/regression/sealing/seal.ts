import { type AgreementKey, deriveKey, type RoundSuite } from "@tutti/crypto"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * One message from one to another: AES-256-GCM under a key of its own, which two X25519 keys, the run and the purpose
 * give. No key seals two messages, so the nonce may be zeros; what associated data would bind is in the key.
 */

/** What AES-GCM adds. */
export const SEAL_BYTES = 16

export type Between = {
  readonly suite: RoundSuite
  readonly own: AgreementKey
  /** [32] */
  readonly theirs: Bytes
  /** [32] of the run. */
  readonly salt: Bytes
  readonly info: Bytes
}

/** @returns undefined where nobody can agree with the other's key. */
export async function seal(between: Between, plain: Bytes): Promise<Bytes | undefined> {
  return withKey(between, (key) => between.suite.seal(key, plain))
}

/** @returns undefined for what was sealed for another purpose, another run or by another, or changed on its way. */
export async function unseal(between: Between, sealed: Bytes): Promise<Bytes | undefined> {
  return withKey(between, (key) => between.suite.unseal(key, sealed))
}

async function withKey(
  { own, theirs, salt, info }: Between,
  use: (key: Bytes) => Promise<Bytes | undefined>,
): Promise<Bytes | undefined> {
  const agreed = await own.agree(theirs)
  if (agreed === undefined) return undefined
  const key = deriveKey(agreed, salt, info)
  agreed.fill(0)
  try {
    return await use(key)
  } finally {
    key.fill(0)
  }
}
