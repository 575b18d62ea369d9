import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto"
import type { Identity, Verify } from "@tutti/crypto"

/* Ed25519 by OpenSSL without waiting for another thread, so that one turn of a fake clock is enough for it. */

/** PrivateKeyInfo with the Ed25519 identifier, before the 32 bytes of the key. @see RFC 8410, section 7 */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

/** `verifySignature` at once. */
export const verifyAtOnce: Verify = async (publicKey, message, signature) => {
  const key = { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") }
  try {
    return verify(null, message, createPublicKey({ key, format: "jwk" }), signature)
  } catch {
    // Not a key at all.
    return false
  }
}

/**
 * The same identity, whose signatures are there at once.
 * @throws {TypeError} for one whose private key the platform keeps to itself.
 */
export function signingAtOnce({ publicKey, keys }: Identity): Pick<Identity, "publicKey" | "sign"> {
  if (!("secretKey" in keys)) throw new TypeError("the platform does not give its keys away")
  const der = Buffer.concat([PKCS8_PREFIX, keys.secretKey])
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" })
  return { publicKey, sign: async (message) => Uint8Array.from(sign(null, message, key)) }
}
