import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from "node:crypto"
import { type AgreementKey, nonceOf, type RoundSuite } from "../round-suite.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * Node's own calls into OpenSSL. They give the bytes that WebCrypto gives and wait for no other thread: for the many
 * short messages of a round that is two to five times less work than the same functions behind promises.
 */

/** The form that OpenSSL reads a key from quickest, by an order of magnitude. @see RFC 8037, section 2 */
const X25519 = { kty: "OKP", crv: "X25519" } as const
const COUNTER_OF_ZEROS = new Uint8Array(16)
const NONCE_OF_ZEROS = new Uint8Array(12)
const TAG_BYTES = 16

/** The plain text of every stream, which ciphers read and never write; as long as the longest stream so far. */
let zeros = new Uint8Array(1 << 16)

/** The round suite of a process under Node. */
export const nodeSuite: RoundSuite = {
  name: "node",
  agreementKey: async (seed) => agreementKey(seed),
  keystream: async (key, byteLength) => {
    if (zeros.length < byteLength) zeros = new Uint8Array(byteLength)
    return own(createCipheriv("aes-256-ctr", key, COUNTER_OF_ZEROS).update(zeros.subarray(0, byteLength)))
  },
  seal: async (key, plain) => sealed(key, NONCE_OF_ZEROS, [plain]),
  unseal: async (key, message) => unsealed(key, NONCE_OF_ZEROS, message),
  numberedSeal: async (given) => {
    const key = given.slice()
    return {
      seal: async (number, ...plain) => sealed(key, nonceOf(number), plain),
      unseal: async (number, message) => unsealed(key, nonceOf(number), message),
    }
  },
  digest: async (...parts) => {
    const hash = createHash("sha256")
    for (const part of parts) hash.update(part)
    return own(hash.digest())
  },
}

function sealed(key: Bytes, nonce: Uint8Array, plain: readonly Uint8Array[]): Bytes {
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  const parts = plain.map((part) => cipher.update(part))
  return own(Buffer.concat([...parts, cipher.final(), cipher.getAuthTag()]))
}

function unsealed(key: Bytes, nonce: Uint8Array, message: Bytes): Bytes | undefined {
  const end = message.length - TAG_BYTES
  if (end < 0) return undefined
  const cipher = createDecipheriv("aes-256-gcm", key, nonce)
  cipher.setAuthTag(message.subarray(end))
  const plain = cipher.update(message.subarray(0, end))
  try {
    cipher.final()
    return own(plain)
  } catch {
    // A tag that does not fit: OpenSSL has no other way to say so.
    plain.fill(0)
    return undefined
  }
}

function agreementKey(seed: Uint8Array): AgreementKey {
  // OpenSSL works the public half out from the private one; what it is told of it does not count.
  const d = Buffer.from(seed).toString("base64url")
  let privateKey: KeyObject | undefined = createPrivateKey({ key: { ...X25519, d, x: "" }, format: "jwk" })
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" })
  return {
    publicKey: own(Buffer.from(x, "base64url")),
    async agree(theirs) {
      if (privateKey === undefined) throw new Error("this key pair was forgotten")
      const key = { ...X25519, x: Buffer.from(theirs).toString("base64url") }
      try {
        return own(diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: "jwk" }) }))
      } catch {
        // A key of small order or of a wrong length: OpenSSL has no other way to say so.
        return undefined
      }
    },
    forget() {
      privateKey = undefined
    },
  }
}

/** The same bytes as the plain array that the port speaks of. Short buffers share memory with others and are copied. */
function own(buffer: Buffer): Bytes {
  const { buffer: memory, byteLength } = buffer
  if (memory instanceof ArrayBuffer && memory.byteLength === byteLength) return new Uint8Array(memory)
  const copy = Uint8Array.from(buffer)
  buffer.fill(0)
  return copy
}
