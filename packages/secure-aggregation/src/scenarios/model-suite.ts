import { constantTimeEqual, nobleSuite, type RoundSuite, sha256 } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"

/*
 * The same ports with toy mathematics behind them, for walking through tens of thousands of rounds. It keeps the
 * laws that the protocol rests on (agreement is symmetric, a changed seal does not open, streams differ by key)
 * and none of the strength; the scenarios with attackers run on the real suite.
 */

type Bytes = Uint8Array<ArrayBuffer>

const PRIME = (1n << 61n) - 1n
const GENERATOR = 37n

/** Multiples of a number in the place of multiples of a point: a·(b·G) = b·(a·G). */
const multiple = (factor: bigint, of: bigint) => (factor * of) % PRIME

function toBytes(value: bigint): Bytes {
  const bytes = new Uint8Array(32)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

const toNumber = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)

function stream(key: Uint8Array, byteLength: number): Bytes {
  const blocks: Bytes[] = []
  for (let block = 0; 32 * block < byteLength; block++)
    blocks.push(sha256(concatBytes(key, Uint8Array.of(block))))
  return concatBytes(...blocks).slice(0, byteLength)
}

const tag = (key: Uint8Array, plain: Uint8Array) => sha256(concatBytes(key, plain)).slice(0, 16)
const xor = (a: Uint8Array, b: Uint8Array) => Uint8Array.from(a, (byte, index) => byte ^ (b[index] ?? 0))

export const modelSuite: RoundSuite = {
  ...nobleSuite,
  async agreementKey(seed) {
    const factor = toNumber(seed) % PRIME
    return {
      publicKey: toBytes(multiple(factor, GENERATOR)),
      agree: async (theirs) => toBytes(multiple(factor, toNumber(theirs))),
      forget: () => {},
    }
  },
  keystream: async (key, byteLength) => stream(key, byteLength),
  seal: async (key, plain) => concatBytes(xor(plain, stream(key, plain.length)), tag(key, plain)),
  async unseal(key, sealed) {
    const plain = xor(sealed.slice(0, -16), stream(key, sealed.length - 16))
    return constantTimeEqual(tag(key, plain), sealed.slice(-16)) ? plain : undefined
  },
  digest: async (...parts) => sha256(concatBytes(...parts)),
}

/** A signature that anybody can make: enough where nobody forges. */
const mark = (publicKey: Uint8Array, message: Uint8Array): Bytes =>
  concatBytes(sha256(concatBytes(publicKey, message)), new Uint8Array(32))

export function modelIdentity(name: number) {
  const publicKey = sha256(Uint8Array.of(name & 0xff, name >> 8))
  return { publicKey, sign: async (message: Uint8Array) => mark(publicKey, message) }
}

export const modelVerify = async (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  constantTimeEqual(mark(publicKey, message), signature)
