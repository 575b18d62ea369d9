import { ed25519 } from "@noble/curves/ed25519.js"
import type { Random } from "./random.ts"
import { isSoundSigningKey } from "./small-order.ts"
import { type CryptoKeyHandle, subtleCrypto } from "./web-crypto.ts"

/** Which implementation signs: the platform's, whose keys cannot be read, or the fallback, which needs randomness. */
export type SignatureSuite =
  | { readonly name: "webcrypto" }
  | { readonly name: "noble"; readonly random: Random }

/** The platform's Ed25519 where it has one, else the fallback on the given randomness. */
export async function chooseSignatureSuite(random: Random): Promise<SignatureSuite> {
  const probe = await platformKey(ed25519.Point.BASE.toBytes())
  return probe === undefined ? { name: "noble", random } : { name: "webcrypto" }
}

/** Whether `signature` is the key's Ed25519 signature over `message`; see `verifySignature`. */
export type Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>

/**
 * Whether `signature` is the key's Ed25519 signature over `message`. False, and no exception, for keys and
 * signatures of a wrong length or form. Keys of small order, under which one signature fits many messages, are
 * refused on every platform.
 * @param publicKey [32]
 * @param signature [64]
 * @see RFC 8032, section 5.1.7; Chalkias, Garillot and Nikolaenko 2020 on where implementations differ
 */
export const verifySignature: Verify = async (publicKey, message, signature) => {
  const isValid = await prepareVerifier(publicKey)
  return isValid(message, signature)
}

/**
 * `verifySignature` by one key for many signatures: what concerns the key alone, its soundness and the platform's
 * handle, is done once.
 * @param publicKey [32]; by one of a wrong length or of small order, nothing is signed.
 */
export async function prepareVerifier(
  publicKey: Uint8Array,
): Promise<(message: Uint8Array, signature: Uint8Array) => Promise<boolean>> {
  const key = Uint8Array.from(publicKey)
  if (key.length !== 32 || !isSoundSigningKey(key)) return async () => false
  const platform = await platformKey(key)
  return async (message, signature) => {
    if (signature.length !== 64) return false
    if (platform === undefined) return ed25519.verify(signature, message, key, { zip215: false })
    return platform.verify(Uint8Array.from(signature), Uint8Array.from(message))
  }
}

/**
 * `verifySignature` for whoever hears from the same keys again and again: each key is prepared once and kept. For keys
 * that were pinned, so that nobody can make it grow.
 */
export function verifierOfPinnedKeys(): Verify {
  const prepared = new Map<string, ReturnType<typeof prepareVerifier>>()
  return async (publicKey, message, signature) => {
    const name = String.fromCharCode(...publicKey)
    const verifier = prepared.get(name) ?? prepareVerifier(publicKey)
    prepared.set(name, verifier)
    const isValid = await verifier
    return isValid(message, signature)
  }
}

/** The platform's handle of a sound key; undefined where the platform has no Ed25519. */
async function platformKey(publicKey: Uint8Array) {
  const subtle = subtleCrypto()
  if (subtle === undefined) return undefined
  const imported = subtle.importKey("raw", Uint8Array.from(publicKey), "Ed25519", true, ["verify"])
  const key: CryptoKeyHandle | undefined = await imported.catch(() => undefined)
  if (key === undefined) return undefined
  return {
    verify: (signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>) =>
      subtle.verify("Ed25519", key, signature, message),
  }
}
