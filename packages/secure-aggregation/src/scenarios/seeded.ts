import {
  chooseRoundSuite,
  type Identity,
  identityFromKeys,
  nobleSuite,
  type Random,
  sha256,
  verifySignature,
} from "@tutti/crypto"
import { encodeUtf8 } from "@tutti/ring"
import type { People } from "./round.ts"

/* Rounds that can be repeated to the bit: identities and randomness from texts. The cryptography is the real one. */

/** What one random port gives before it runs out. */
const STREAM_BYTES = 1 << 16

/** The key's AES-256-CTR stream, handed out from its front, in the place of secrets. */
export async function unsafeStreamRandom(key: Uint8Array<ArrayBuffer>): Promise<Random> {
  const stream = await nobleSuite.keystream(key, STREAM_BYTES)
  let offset = 0
  return (byteCount) => {
    if (offset + byteCount > stream.length) throw new RangeError("the test's stream has run out")
    offset += byteCount
    return stream.slice(offset - byteCount, offset)
  }
}

/** 32 bytes by which a text stands for a secret. */
export const unsafeSeed = (name: string) => sha256(encodeUtf8(name))

const seededIdentity = (name: string): Promise<Identity> =>
  identityFromKeys({ secretKey: unsafeSeed(`${name}/identity`) })

/** The relay and so many owners, always the same under one name; Ed25519 by the library, all else by the platform. */
export async function seededPeople(name: string, count: number): Promise<People> {
  const owners = await Promise.all(
    Array.from({ length: count }, (_, index) => seededIdentity(`${name}/owner/${index}`)),
  )
  const relay = await seededIdentity(`${name}/relay`)
  return { relay, owners, suite: await chooseRoundSuite(), verify: verifySignature }
}
