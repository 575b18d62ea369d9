import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { canonicalJson } from "./canonical-json.ts"

/** SHA-256, [32] bytes. Synchronous, so that pure state machines can name a model by its hash. @see FIPS 180-4 */
export function sha256(message: Uint8Array): Uint8Array<ArrayBuffer> {
  return nobleSha256(message)
}

/** SHA-256 as 64 lower-case hex digits, the form of all ids and hashes on the wire. */
export function sha256Hex(message: Uint8Array): string {
  return bytesToHex(nobleSha256(message))
}

/**
 * SHA-256 over the canonical JSON of a value: what an owner agrees to when it agrees to a study.
 * @throws {TypeError} if the value has no canonical JSON.
 */
export function jsonHash(value: unknown): string {
  return sha256Hex(utf8ToBytes(canonicalJson(value)))
}
