import {
  type AgreementKey,
  isSoundAgreementKey,
  type Random,
  type RoundSuite,
  type Verify,
} from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"

type Bytes = Uint8Array<ArrayBuffer>

const KEY_BYTES = 32
/** A key and its signature. */
export const RUN_KEY_BYTES = KEY_BYTES + 64

type Tools = {
  readonly random: Random
  readonly suite: RoundSuite
  sign(message: Uint8Array): Promise<Bytes>
}

/**
 * A fresh X25519 key for one run, and what its holder says of it: the key, and its signature.
 * @param signed what of the run and of its holder the signature covers
 */
export async function drawKey(
  signed: (key: Bytes) => Bytes,
  { random, suite, sign }: Tools,
): Promise<{ readonly key: AgreementKey; readonly said: Bytes }> {
  const seed = random(KEY_BYTES)
  const key = await suite.agreementKey(seed)
  seed.fill(0)
  return { key, said: concatBytes(key.publicKey, await sign(signed(key.publicKey))) }
}

/** Who says a key: by which identity key, covering what. */
export type KeyHolder = {
  readonly identityKey: Bytes
  signed(key: Bytes): Bytes
  /** What this machine itself has said, if it is the holder: it must stand there unchanged. */
  readonly own?: Bytes
}

/**
 * What the relay shows as everybody's keys of a run.
 * @param bytes [holders · RUN_KEY_BYTES] in the order of the holders
 * @returns the keys in that order; or the place of the first one that is not sound or not signed for this run, none when
 *   the form is wrong
 */
export async function openKeys(
  bytes: Uint8Array,
  holders: readonly KeyHolder[],
  verify: Verify,
): Promise<
  { readonly ok: true; readonly keys: readonly Bytes[] } | { readonly ok: false; readonly place?: number }
> {
  if (bytes.length !== RUN_KEY_BYTES * holders.length) return { ok: false }
  const keys = await Promise.all(
    holders.map(async ({ identityKey, signed, own }, place) => {
      const said = bytes.slice(RUN_KEY_BYTES * place, RUN_KEY_BYTES * (place + 1))
      const key = said.slice(0, KEY_BYTES)
      if (own) return own.every((byte, at) => byte === said[at]) ? key : undefined
      const isSigned = await verify(identityKey, signed(key), said.slice(KEY_BYTES))
      return isSigned && isSoundAgreementKey(key) ? key : undefined
    }),
  )
  const sound = keys.flatMap((key) => (key ? [key] : []))
  return sound.length === keys.length
    ? { ok: true, keys: sound }
    : { ok: false, place: keys.indexOf(undefined) }
}
