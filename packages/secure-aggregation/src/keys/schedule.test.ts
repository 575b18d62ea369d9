import { nobleSuite, webRandom } from "@tutti/crypto"
import { toHex } from "@tutti/ring"
import fc from "fast-check"
import { expect, test } from "vitest"
import { offerBody } from "../messages/offer.ts"
import { offerOf, policyFor } from "../scenarios/round.ts"
import { seededPeople } from "../scenarios/seeded.ts"
import { offerHash } from "../transcript/hashes.ts"
import {
  channelKeySeed,
  maskKeySeed,
  pairMaskKey,
  rosterSalt,
  selfMaskKey,
  shareKey,
  sharersSalt,
} from "./schedule.ts"

fc.configureGlobal({ seed: 20_260_101 })

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes))
const index = fc.nat(0xffff_ffff)

/** Every key of an owner and one neighbour, when they were shown these. */
function keys(secret: Uint8Array, offer: Hash, roster: Hash, sharers: Hash, own: number, other: number) {
  const shown = sharersSalt(offer, roster, sharers)
  return {
    maskKey: maskKeySeed(secret, offer),
    channelKey: channelKeySeed(secret, offer),
    sealing: shareKey(secret, rosterSalt(offer, roster), own, other),
    opening: shareKey(secret, rosterSalt(offer, roster), other, own),
    pair: pairMaskKey(secret, shown, own, other),
    self: selfMaskKey(secret, shown, own),
  }
}
type Hash = Uint8Array<ArrayBuffer>

test("[SA3] both owners derive one mask from what they agreed on, and seal for each other under two keys", () => {
  fc.assert(
    fc.property(hash, hash, hash, hash, index, index, (secret, offer, roster, sharers, a, b) => {
      fc.pre(a !== b)
      const ours = keys(secret, offer, roster, sharers, a, b)
      const theirs = keys(secret, offer, roster, sharers, b, a)
      expect(ours.pair).toEqual(theirs.pair)
      expect(ours.sealing).toEqual(theirs.opening)
      expect(ours.sealing).not.toEqual(theirs.sealing)
    }),
  )
})

test("[SA3] no two purposes share a key, even from one secret", () => {
  fc.assert(
    fc.property(hash, hash, hash, hash, index, index, (secret, offer, roster, sharers, a, b) => {
      fc.pre(a !== b)
      const all = Object.values(keys(secret, offer, roster, sharers, a, b)).map(toHex)
      expect(new Set(all).size).toBe(all.length)
    }),
  )
})

test("[SA3] one bit in what was shown changes every key that was made after it, and none before", () => {
  const flip = (bytes: Hash, bit: number) =>
    bytes.map((byte, place) => (place === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
  fc.assert(
    fc.property(hash, hash, hash, hash, fc.nat(255), (secret, offer, roster, sharers, bit) => {
      const before = keys(secret, offer, roster, sharers, 1, 2)
      const changed = (now: typeof before) =>
        Object.entries(now)
          .filter(([name, key]) => toHex(key) !== toHex(before[name as keyof typeof before]))
          .map(([name]) => name)
      expect(changed(keys(secret, flip(offer, bit), roster, sharers, 1, 2))).toEqual(Object.keys(before))
      const afterRoster = ["sealing", "opening", "pair", "self"]
      expect(changed(keys(secret, offer, flip(roster, bit), sharers, 1, 2))).toEqual(afterRoster)
      expect(changed(keys(secret, offer, roster, flip(sharers, bit), 1, 2))).toEqual(["pair", "self"])
    }),
  )
})

test("[SA3] every field of an offer is in its hash: another model, round, plan or history is another key", async () => {
  const setting = { people: await seededPeople("offers", 2), policy: policyFor(2) }
  const offer = offerOf(setting)
  const changes = [
    { study: "bcdefghijklmnopq" },
    { round: 2 },
    { modelHash: webRandom(32) },
    { planHash: webRandom(32) },
    { rosterRoot: webRandom(32) },
    { laneBits: 128 as const },
    { lanes: 5 },
    { deadlinesMs: [10_001, 10_000, 60_000, 10_000, 10_000] as const },
    { deadlinesMs: [10_000, 10_000, 60_000, 10_000, 10_001] as const },
    { previousRound: 1 },
    { previousTranscript: webRandom(32) },
  ]
  const hashes = [offer, ...changes.map((change) => ({ ...offer, ...change }))].map((changed) =>
    toHex(offerHash(offerBody(changed))),
  )
  expect(new Set(hashes).size).toBe(changes.length + 1)
})

test("[SA3] the public keys follow from the offer alone, so that the roster can hold them", async () => {
  const [secret, offer] = [webRandom(32), webRandom(32)]
  const pair = await nobleSuite.agreementKey(maskKeySeed(secret, offer))
  const again = await nobleSuite.agreementKey(maskKeySeed(secret, offer))
  expect(pair.publicKey).toEqual(again.publicKey)
})
