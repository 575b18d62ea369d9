import { ctr, gcm } from "@noble/ciphers/aes.js"
import { x25519 } from "@noble/curves/ed25519.js"
import { sha256 } from "./hash.ts"
import { type CryptoKeyHandle, subtleCrypto } from "./web-crypto.ts"

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Key agreement, keystream and sealing for one round: all by the platform, or all by the library. Both give the
 * same bytes; they differ in speed and in how hard it is to watch them, so a round says which one it runs on.
 */
export interface RoundSuite {
  readonly name: "webcrypto" | "noble" | "node"
  /**
   * An X25519 key pair from a seed. The seed is clamped by the algorithm itself.
   * @param seed [32], used for this pair only
   * @see RFC 7748, section 5
   */
  agreementKey(seed: Bytes): Promise<AgreementKey>
  /**
   * AES-256-CTR over zeros: the key's stream from counter 0.
   * @param key [32], used for one stream only
   * @returns [byteLength]
   * @see NIST SP 800-38A, section 6.5
   */
  keystream(key: Bytes, byteLength: number): Promise<Bytes>
  /**
   * AES-256-GCM under a nonce of zeros, so a key seals exactly one message.
   * @returns [plain.length + 16]
   * @see NIST SP 800-38D
   */
  seal(key: Bytes, plain: Bytes): Promise<Bytes>
  /** SHA-256 of a long message, given in one or several parts; for short ones the synchronous `sha256` is quicker. */
  digest(...parts: readonly Uint8Array[]): Promise<Bytes>
  /** The plain text, or undefined when it was sealed under another key or changed on the way. */
  unseal(key: Bytes, sealed: Bytes): Promise<Bytes | undefined>
  /**
   * AES-256-GCM for many messages under one key: the nonce is the message's number.
   * @param key [32], copied
   */
  numberedSeal(key: Bytes): Promise<NumberedSeal>
}

/** A key for the messages that go one way. Whoever seals uses every number once. */
export interface NumberedSeal {
  /** @param number in [0, 2⁵³) @param plain in one or several parts @returns [length of all parts + 16] */
  seal(number: number, ...plain: readonly Uint8Array[]): Promise<Bytes>
  /** The plain text, or undefined when it is not the message of that number. */
  unseal(number: number, sealed: Bytes): Promise<Bytes | undefined>
}

export interface AgreementKey {
  /** [32] */
  readonly publicKey: Bytes
  /** [32], or undefined for a key of small order, whose result everybody knows. */
  agree(theirPublicKey: Bytes): Promise<Bytes | undefined>
  /** Overwrites the private half where it is in memory that JavaScript can reach. Agreeing afterwards is a bug and throws. */
  forget(): void
}

const COUNTER_BYTES = 16
const NONCE_BYTES = 12
/** PrivateKeyInfo with the X25519 identifier, before the 32 bytes of the key. @see RFC 8410, section 7 */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20)
const FORGOTTEN = "this key pair was forgotten"
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31))

/** A message's number as a nonce: four zeros, then 64 bits, little-endian. */
export function nonceOf(number: number): Bytes {
  const nonce = new DataView(new ArrayBuffer(NONCE_BYTES))
  nonce.setBigUint64(4, BigInt(number), true)
  return new Uint8Array(nonce.buffer)
}

/** The library's suite: every platform runs it. */
export const nobleSuite: RoundSuite = {
  name: "noble",
  agreementKey: async (seed) => {
    const scalar = seed.slice()
    let known = true
    return {
      publicKey: Uint8Array.from(x25519.getPublicKey(scalar)),
      agree: async (theirs) => {
        if (!known) throw new Error(FORGOTTEN)
        return agreedByLibrary(scalar, theirs)
      },
      forget: () => {
        scalar.fill(0)
        known = false
      },
    }
  },
  keystream: async (key, byteLength) =>
    Uint8Array.from(ctr(key, new Uint8Array(COUNTER_BYTES)).encrypt(new Uint8Array(byteLength))),
  seal: async (key, plain) => Uint8Array.from(gcm(key, new Uint8Array(NONCE_BYTES)).encrypt(plain)),
  digest: async (...parts) => sha256(inOne(parts)),
  unseal: async (key, sealed) => unsealedByLibrary(key, new Uint8Array(NONCE_BYTES), sealed),
  numberedSeal: async (given) => {
    const key = given.slice()
    return {
      seal: async (number, ...plain) => Uint8Array.from(gcm(key, nonceOf(number)).encrypt(inOne(plain))),
      unseal: async (number, sealed) => unsealedByLibrary(key, nonceOf(number), sealed),
    }
  },
}

function unsealedByLibrary(key: Bytes, nonce: Bytes, sealed: Bytes): Bytes | undefined {
  try {
    return Uint8Array.from(gcm(key, nonce).decrypt(sealed))
  } catch {
    // A tag that does not fit: the library has no other way to say so.
    return undefined
  }
}

/** The platform's suite where it has all of it, else the library's. */
export async function chooseRoundSuite(): Promise<RoundSuite> {
  const subtle = subtleCrypto()
  if (subtle === undefined) return nobleSuite
  const suite = platformSuite(subtle)
  const works = await suite.agreementKey(new Uint8Array(32).fill(1)).catch(() => undefined)
  return works === undefined ? nobleSuite : suite
}

type Subtle = NonNullable<ReturnType<typeof subtleCrypto>>

function platformSuite(subtle: Subtle): RoundSuite {
  return {
    name: "webcrypto",
    async agreementKey(seed) {
      const pkcs8 = new Uint8Array(PKCS8_PREFIX.length + seed.length)
      pkcs8.set(PKCS8_PREFIX)
      pkcs8.set(seed, PKCS8_PREFIX.length)
      const imported = await subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"])
      pkcs8.fill(0)
      let key: CryptoKeyHandle | undefined = imported
      return {
        publicKey: await multiplied(subtle, imported, BASE_POINT),
        agree: async (theirs) => {
          if (key === undefined) throw new Error(FORGOTTEN)
          // WebCrypto throws for a key of small order, and gives zeros where it is older.
          const agreed = await multiplied(subtle, key, theirs).catch(() => undefined)
          return agreed?.some((byte) => byte !== 0) ? agreed : undefined
        },
        forget: () => {
          key = undefined
        },
      }
    },
    async keystream(key, byteLength) {
      const handle = await subtle.importKey("raw", key, "AES-CTR", false, ["encrypt"])
      const parameters = { name: "AES-CTR", counter: new Uint8Array(COUNTER_BYTES), length: 64 } as const
      return new Uint8Array(await subtle.encrypt(parameters, handle, new Uint8Array(byteLength)))
    },
    async seal(key, plain) {
      const handle = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"])
      return new Uint8Array(
        await subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(NONCE_BYTES) }, handle, plain),
      )
    },
    digest: async (...parts) => new Uint8Array(await subtle.digest("SHA-256", inOne(parts))),
    async unseal(key, sealed) {
      const handle = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"])
      const opened = subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(NONCE_BYTES) }, handle, sealed)
      return opened.then(
        (plain) => new Uint8Array(plain),
        () => undefined,
      )
    },
    async numberedSeal(key) {
      const handle = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"])
      return {
        seal: async (number, ...plain) =>
          new Uint8Array(
            await subtle.encrypt({ name: "AES-GCM", iv: nonceOf(number) }, handle, inOne(plain)),
          ),
        unseal: (number, sealed) =>
          subtle.decrypt({ name: "AES-GCM", iv: nonceOf(number) }, handle, sealed).then(
            (plain) => new Uint8Array(plain),
            () => undefined,
          ),
      }
    },
  }
}

async function multiplied(subtle: Subtle, key: CryptoKeyHandle, point: Bytes): Promise<Bytes> {
  const publicKey = await subtle.importKey("raw", point, "X25519", false, [])
  return new Uint8Array(await subtle.deriveBits({ name: "X25519", public: publicKey }, key, 256))
}

function agreedByLibrary(scalar: Bytes, theirs: Bytes): Bytes | undefined {
  try {
    return Uint8Array.from(x25519.getSharedSecret(scalar, theirs))
  } catch {
    // The library refuses a result of zeros and keys of a wrong length by an exception.
    return undefined
  }
}

/** The parts one after the other, to be read and not written to: a single one is not copied. */
function inOne(parts: readonly Uint8Array[]): Bytes {
  const [only] = parts
  if (parts.length === 1 && only !== undefined && isUnshared(only)) return only
  const message = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    message.set(part, offset)
    offset += part.length
  }
  return message
}

/** No other thread writes to it. */
const isUnshared = (bytes: Uint8Array): bytes is Bytes => bytes.buffer instanceof ArrayBuffer
