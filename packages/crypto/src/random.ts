import { fillRandom } from "./web-crypto.ts"

/**
 * Where every secret comes from: an argument of whatever needs one, so that a test can pass its own.
 * @param byteCount a whole number ≥ 0
 */
export type Random = (byteCount: number) => Uint8Array<ArrayBuffer>

/** What `getRandomValues` fills at once. @see Web Cryptography API, section 10.1.1 (QuotaExceededError) */
const QUOTA_BYTES = 65_536

/** The platform's cryptographic generator. */
export const webRandom: Random = (byteCount) => {
  const bytes = new Uint8Array(byteCount)
  for (let start = 0; start < byteCount; start += QUOTA_BYTES)
    fillRandom(bytes.subarray(start, start + QUOTA_BYTES))
  return bytes
}
