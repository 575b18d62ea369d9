import { nobleSuite, type Random, type RoundSuite, sharesThrough } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { dealing } from "../src/graph/dealing.ts"
import type { RoundGraph } from "../src/graph/graph.ts"
import {
  agreedShares,
  channelKeySeed,
  maskKeySeed,
  pairMaskKey,
  rosterSalt,
  selfMaskKey,
  shareKey,
} from "../src/keys/schedule.ts"
import { pairSign } from "../src/masking/mask.ts"
import type { Hash, RosterRecord } from "../src/transcript/hashes.ts"

/*
 * The secrets of one owner in one round, each under its name, from the product's pure functions. The state machines
 * overwrite theirs; these are worked out beside them.
 */

type Bytes = Uint8Array<ArrayBuffer>

/** Vectors run on the library's suite, which needs no platform. */
export const suite: RoundSuite = nobleSuite

export type Drawn = {
  readonly selfSeed: Bytes
  readonly maskSeed: Bytes
  readonly channelSeed: Bytes
  readonly nonce: Bytes
  readonly maskKeySeed: Bytes
  readonly maskKey: Bytes
  readonly channelKeySeed: Bytes
  readonly channelKey: Bytes
}

/** b, s, c and the nonce in the order in which an owner draws them, and both key pairs. */
export async function drawKeys(random: Random, offer: Hash): Promise<Drawn> {
  const [selfSeed, maskSeed, channelSeed, nonce] = [random(32), random(32), random(32), random(32)]
  const maskKeySeedBytes = maskKeySeed(maskSeed, offer)
  const channelKeySeedBytes = channelKeySeed(channelSeed, offer)
  return {
    selfSeed,
    maskSeed,
    channelSeed,
    nonce,
    maskKeySeed: maskKeySeedBytes,
    maskKey: (await suite.agreementKey(maskKeySeedBytes)).publicKey,
    channelKeySeed: channelKeySeedBytes,
    channelKey: (await suite.agreementKey(channelKeySeedBytes)).publicKey,
  }
}

export type DealtShares = { readonly holder: number; readonly selfShare: Bytes; readonly maskShare: Bytes }

/** A share of both seeds for every holder: the agreed ones by the keys of their channels, the others through them. */
export async function dealShares(
  drawn: Drawn,
  graph: RoundGraph,
  position: number,
  keyOf: (neighbour: number) => Bytes,
): Promise<DealtShares[]> {
  const { agreed, sealed } = dealing(graph, position)
  const fixed = await Promise.all(
    agreed.map(async (holder) => ({
      position: holder + 1,
      bytes: await agreedShares(suite, keyOf(holder)),
    })),
  )
  const both = concatBytes(drawn.selfSeed, drawn.maskSeed)
  const others = [position, ...sealed].map((holder) => holder + 1)
  return [...fixed, ...sharesThrough(graph.field, both, fixed, others)]
    .map(({ position: point, bytes }) => ({
      holder: point - 1,
      selfShare: bytes.slice(0, 32),
      maskShare: bytes.slice(32),
    }))
    .sort((one, other) => one.holder - other.holder)
}

/** What is agreed on the channel keys, and the key of the shares that this neighbour holds. */
export async function channelWith(
  drawn: Drawn,
  own: RosterRecord,
  other: RosterRecord,
  offer: Hash,
  roster: Hash,
) {
  const pair = await suite.agreementKey(drawn.channelKeySeed)
  const agreed = (await pair.agree(Uint8Array.from(other.channelKey))) ?? new Uint8Array()
  return { agreed, key: shareKey(agreed, rosterSalt(offer, roster), own.index, other.index) }
}

/** What is agreed on the mask keys, and the mask that comes of it. */
export async function pairMaskWith(
  drawn: Drawn,
  own: RosterRecord,
  other: RosterRecord,
  salt: Bytes,
  byteLength: number,
) {
  const pair = await suite.agreementKey(drawn.maskKeySeed)
  const agreed = (await pair.agree(Uint8Array.from(other.maskKey))) ?? new Uint8Array()
  const key = pairMaskKey(agreed, salt, own.index, other.index)
  return {
    agreed,
    key,
    sign: pairSign(own.index, other.index),
    mask: await suite.keystream(key, byteLength),
  }
}

export async function selfMaskOf(drawn: Drawn, own: RosterRecord, salt: Bytes, byteLength: number) {
  const key = selfMaskKey(drawn.selfSeed, salt, own.index)
  return { key, mask: await suite.keystream(key, byteLength) }
}
