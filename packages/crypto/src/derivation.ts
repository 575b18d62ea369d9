import { hkdf } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"

/**
 * HKDF-SHA-256: one 32-byte key out of a secret, for the purpose that `info` names.
 * Synchronous and by the library everywhere: for single keys it measured four times faster than WebCrypto.
 * @param secret input key material, any length ≥ 1
 * @param salt binds the key to a round; public
 * @param info the label and the parties; public
 * @returns [32]
 * @see RFC 5869, section 2
 */
export function deriveKey(secret: Uint8Array, salt: Uint8Array, info: Uint8Array): Uint8Array<ArrayBuffer> {
  return hkdf(sha256, secret, salt, info, 32)
}
