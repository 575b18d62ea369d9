import type { AgreementKey, Random, RoundSuite, Verify } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { drawKey, openKeys } from "../../sealing/run-keys.ts"
import { type RunName, runHash, type Seat, signedRunKey } from "./labels.ts"

export { RUN_KEY_BYTES } from "../../sealing/run-keys.ts"

type Bytes = Uint8Array<ArrayBuffer>

type Tools = {
  readonly random: Random
  readonly suite: RoundSuite
  sign(message: Uint8Array): Promise<Bytes>
}

/** A fresh X25519 key for one run, and what its owner says of it: the key, and its signature over run and seat. */
export const drawRunKey = (
  name: RunName,
  seat: Seat,
  tools: Tools,
): Promise<{ readonly key: AgreementKey; readonly said: Bytes }> =>
  drawKey((key) => signedRunKey(name, seat, key), tools)

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
  const signers: [Seat, Bytes][] = [["dealer", dealerKey], ...identityKeys.entries()]
  const holders = signers.map(([seat, identityKey]) => ({
    identityKey,
    signed: (key: Bytes) => signedRunKey(name, seat, key),
    ...(seat === own.seat ? { own: own.said } : {}),
  }))
  const opened = await openKeys(bytes, holders, verify)
  if (!opened.ok) {
    const seat = opened.place === undefined ? undefined : signers[opened.place]?.[0]
    return seat === undefined ? { ok: false } : { ok: false, seat }
  }
  const [dealer = new Uint8Array(0), ...parties] = opened.keys
  return { ok: true, hash: runHash(name, dealer, parties), dealer, parties }
}
