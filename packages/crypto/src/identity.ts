import { ed25519 } from "@noble/curves/ed25519.js"
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import { sha256Hex } from "./hash.ts"
import type { SignatureSuite } from "./signature.ts"
import { type CryptoKeyPairHandle, subtleCrypto } from "./web-crypto.ts"

/** What an owner's machine keeps to be the same owner again. Browsers store either form in IndexedDB as it is. */
export type IdentityKeys =
  /** The platform's pair; the private half cannot be read, only used. */
  | CryptoKeyPairHandle
  /** The fallback's seed, [32] bytes. */
  | { readonly secretKey: Uint8Array<ArrayBuffer> }

/** An owner's long-term Ed25519 key: its hash is the owner's id, its signature proves that a socket is the owner's. */
export interface Identity {
  /** [32] */
  readonly publicKey: Uint8Array<ArrayBuffer>
  /** Hex SHA-256 of the public key: the `ParticipantId` of the protocol. */
  readonly participant: string
  readonly keys: IdentityKeys
  /** @returns [64], deterministic. */
  sign(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
}

/** A new identity. Under "webcrypto" its private key never exists where JavaScript could read it. */
export async function generateIdentity(suite: SignatureSuite): Promise<Identity> {
  switch (suite.name) {
    case "webcrypto":
      return identityFromKeys(await platform().generateKey("Ed25519", false, ["sign", "verify"]))
    case "noble":
      return identityFromKeys({ secretKey: suite.random(32) })
  }
}

/**
 * The identity behind keys that were kept.
 * @throws {TypeError} if the platform's keys are given where there is no WebCrypto.
 * @throws {RangeError} if `secretKey` is not [32] bytes.
 */
export async function identityFromKeys(keys: IdentityKeys): Promise<Identity> {
  const signer = "secretKey" in keys ? fallbackSigner(keys.secretKey) : await platformSigner(keys)
  return { ...signer, keys, participant: participantId(signer.publicKey) }
}

/** Hex SHA-256 of a raw public key [32]: how a relay knows an owner. */
export function participantId(publicKey: Uint8Array): string {
  return sha256Hex(publicKey)
}

/**
 * What an owner signs to answer a relay's challenge: "tutti/identify/1", 0x00, the nonce, the study id. The
 * label keeps the signature from meaning anything elsewhere; the fixed length of the nonce keeps it unambiguous.
 * @param nonce [32] from the challenge
 * @throws {RangeError} for a nonce of another length, which no parsed challenge holds.
 */
export function identifyMessage(nonce: Uint8Array, studyId: string): Uint8Array<ArrayBuffer> {
  if (nonce.length !== 32) throw new RangeError(`a nonce has 32 bytes, not ${nonce.length}`)
  return concatBytes(utf8ToBytes("tutti/identify/1"), Uint8Array.of(0), nonce, utf8ToBytes(studyId))
}

type Signer = Pick<Identity, "publicKey" | "sign">

async function platformSigner({ publicKey, privateKey }: CryptoKeyPairHandle): Promise<Signer> {
  const subtle = platform()
  return {
    publicKey: new Uint8Array(await subtle.exportKey("raw", publicKey)),
    sign: async (message) =>
      new Uint8Array(await subtle.sign("Ed25519", privateKey, Uint8Array.from(message))),
  }
}

function fallbackSigner(secretKey: Uint8Array): Signer {
  return {
    publicKey: ed25519.getPublicKey(secretKey),
    sign: async (message) => ed25519.sign(message, secretKey),
  }
}

function platform() {
  const subtle = subtleCrypto()
  if (subtle === undefined)
    throw new TypeError("this platform has no WebCrypto; choose the suite by chooseSignatureSuite")
  return subtle
}
