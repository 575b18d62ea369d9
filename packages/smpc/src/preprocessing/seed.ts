import { deriveKey, type Random, sha256 } from "@tutti/crypto"
import { concatBytes, encodeUtf8 } from "@tutti/ring"
import type { Role } from "../sharing/shares.ts"

type Bytes = Uint8Array<ArrayBuffer>

const SEED_BYTES = 32

/** What a party and the dealer expand to that party's masks: for one session, never stored, never resumed. */
export const newSeed = (random: Random): Bytes => random(SEED_BYTES)

/**
 * The name of one run of a network, which all keys are bound to.
 * @param nonces [32] each, fresh: of party 0, of party 1 and of the dealer, so that none of them alone can have a name
 *   come back.
 */
export function sessionIdOf(nonces: readonly [first: Bytes, second: Bytes, dealer: Bytes]): Bytes {
  return sha256(concatBytes(encodeUtf8("in/session/1\0"), ...nonces))
}

/** The key of a party's streams in one session. @returns [32] */
export const streamKey = (seed: Bytes, sessionId: Bytes, role: Role): Bytes =>
  deriveKey(seed, sessionId, concatBytes(encodeUtf8("in/masks/1\0"), Uint8Array.of(role)))
