import {
  type AgreementKey,
  isSoundAgreementKey,
  type Random,
  type RoundSuite,
  type Verify,
} from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { type RunName, runHash, type Seat, signedRunKey } from "./labels.ts"

type Bytes = Uint8Array<ArrayBuffer>

const KEY_BYTES = 32
/** A key and its signature. */
export const RUN_KEY_BYTES = KEY_BYTES + 64

type Tools = {
  readonly random: Random
  readonly suite: RoundSuite
  sign(message: Uint8Array): Promise<Bytes>
}

/** A fresh X25519 key for one run, and what its owner says of it: the key, and its signature over run and seat. */
export async function drawRunKey(
  name: RunName,
  seat: Seat,
  { random, suite, sign }: Tools,
): Promise<{ readonly key: AgreementKey; readonly said: Bytes }> {
  const seed = random(KEY_BYTES)
  const key = await suite.agreementKey(seed)
  seed.fill(0)
  return { key, said: concatBytes(key.publicKey, await sign(signedRunKey(name, seat, key.publicKey))) }
}

/** Everybody's keys of one run. */
export type RunKeys = {
  /** [32] names the run; see `runHash`. */
  readonly hash: Bytes
  readonly dealer: Bytes
  /** [parties] */
  readonly parties: readonly Bytes[]
}

/** The dealer's first, then the parties' in order. */
export const joinRunKeys = (dealer: Bytes, parties: readonly Bytes[]): Bytes =>
  concatBytes(dealer, ...parties)

/**
 * What the relay shows as everybody's keys of a run.
 * @param identityKeys of the frozen roster, in order of index
 * @param own what this party itself has said, which must be among them
 * @returns the seat whose key is not sound or not signed for this run, or undefined for all of them when the form is wrong
 */
export async function openRunKeys(
  name: RunName,
  bytes: Uint8Array,
  { identityKeys, dealerKey }: { readonly identityKeys: readonly Bytes[]; readonly dealerKey: Bytes },
  own: { readonly seat: Seat; readonly said: Bytes },
  verify: Verify,
): Promise<({ readonly ok: true } & RunKeys) | { readonly ok: false; readonly seat?: Seat }> {
  if (bytes.length !== RUN_KEY_BYTES * (identityKeys.length + 1)) return { ok: false }
  const signers: [Seat, Bytes][] = [["dealer", dealerKey], ...identityKeys.entries()]
  const keys = await Promise.all(
    signers.map(async ([seat, signer], place) => {
      const said = bytes.slice(RUN_KEY_BYTES * place, RUN_KEY_BYTES * (place + 1))
      const key = said.slice(0, KEY_BYTES)
      if (seat === own.seat) return own.said.every((byte, at) => byte === said[at]) ? key : undefined
      const isSigned = await verify(signer, signedRunKey(name, seat, key), said.slice(KEY_BYTES))
      return isSigned && isSoundAgreementKey(key) ? key : undefined
    }),
  )
  const sound = keys.flatMap((key) => (key ? [key] : []))
  const wrong = keys.indexOf(undefined)
  const seat = signers[wrong]?.[0]
  if (seat !== undefined) return { ok: false, seat }
  const [dealer = new Uint8Array(0), ...parties] = sound
  return { ok: true, hash: runHash(name, dealer, parties), dealer, parties }
}
