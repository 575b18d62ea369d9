import { type AgreementKey, deriveKey, type Random, type RoundSuite } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { challengeHash, frameInfo, frameKeyInfo } from "./labels.ts"
import type { RunKeys } from "./run-keys.ts"
import { SEAL_BYTES, seal, unseal } from "./seal.ts"

type Bytes = Uint8Array<ArrayBuffer>

const KEY_BYTES = 32
/** One party's frame key, sealed to one other. */
export const SEALED_KEY_BYTES = KEY_BYTES + SEAL_BYTES

/** Where a party stands in a run. */
export type Place = {
  readonly suite: RoundSuite
  readonly keys: RunKeys
  /** Its own index, and its own run key. */
  readonly index: number
  readonly own: AgreementKey
}

/** All parties but this one, in order: whoever speaks for a party in one message of many parts goes by it. */
export const othersOf = ({ keys, index }: Pick<Place, "keys" | "index">): number[] =>
  [...keys.parties.keys()].filter((party) => party !== index)

const between = ({ suite, keys, own }: Place, other: number, info: Bytes) => ({
  suite,
  own,
  theirs: keys.parties[other] ?? new Uint8Array(0),
  salt: keys.hash,
  info,
})

/** This party's key for its frames, and the same sealed to each other party: so a frame is sealed once for all. */
export async function drawFrameKey(
  place: Place,
  random: Random,
): Promise<{ readonly key: Bytes; readonly sealed: Bytes | undefined }> {
  const key = random(KEY_BYTES)
  const sealed = await Promise.all(
    othersOf(place).map((other) => seal(between(place, other, frameKeyInfo(place.index, other)), key)),
  )
  const whole = sealed.flatMap((one) => (one ? [one] : []))
  return { key, sealed: whole.length === sealed.length ? concatBytes(...whole) : undefined }
}

export type OpenedFrameKeys =
  /** By party. */
  | { readonly ok: true; readonly keys: ReadonlyMap<number, Bytes> }
  /** Undefined when the message is of another length. */
  | { readonly ok: false; readonly party?: number }

/** The others' frame keys, as the relay has put them together for this party. */
export async function openFrameKeys(place: Place, bytes: Uint8Array): Promise<OpenedFrameKeys> {
  const others = othersOf(place)
  if (bytes.length !== SEALED_KEY_BYTES * others.length) return { ok: false }
  const keys = new Map<number, Bytes>()
  for (const [at, party] of others.entries()) {
    const sealed = bytes.slice(SEALED_KEY_BYTES * at, SEALED_KEY_BYTES * (at + 1))
    const key = await unseal(between(place, party, frameKeyInfo(party, place.index)), sealed)
    if (key === undefined) return { ok: false, party }
    keys.set(party, key)
  }
  return { ok: true, keys }
}

/** Seals a party's frames under its frame key, each round once, in order. */
export class FrameSealer {
  readonly #suite: RoundSuite
  readonly #key: Bytes
  readonly #salt: Bytes
  readonly #index: number
  #sealed = 0

  constructor({ suite, keys, index }: Place, key: Bytes) {
    this.#suite = suite
    this.#key = key
    this.#salt = keys.hash
    this.#index = index
  }

  /** @throws {Error} for a round that was sealed before: two frames under one key would give both away. */
  async seal(round: number, frame: Bytes): Promise<Bytes> {
    if (round !== this.#sealed + 1) throw new Error(`round ${round} follows round ${this.#sealed}`)
    this.#sealed = round
    const key = deriveKey(this.#key, this.#salt, frameInfo(this.#index, round))
    try {
      return await this.#suite.seal(key, frame)
    } finally {
      key.fill(0)
    }
  }

  /**
   * [32] what all parties know and the dealer does not, drawn after it was asked to deal.
   * @param others by party, without this one
   */
  challenge(others: ReadonlyMap<number, Bytes>): Bytes {
    const keys = new Map(others).set(this.#index, this.#key)
    return challengeHash(
      this.#salt,
      [...keys].sort(([one], [other]) => one - other).map(([, key]) => key),
    )
  }

  /** Overwrites the key. */
  wipe(): void {
    this.#key.fill(0)
    this.#sealed = Number.POSITIVE_INFINITY
  }
}

/** The key that opens one frame of another party, and no other frame. */
export const keyOfFrame = (
  { keys }: Pick<Place, "keys">,
  frameKey: Bytes,
  sender: number,
  round: number,
): Bytes => deriveKey(frameKey, keys.hash, frameInfo(sender, round))
