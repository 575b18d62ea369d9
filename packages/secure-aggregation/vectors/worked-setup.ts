import type { RoundGraph } from "../src/graph/graph.ts"
import { writeAdvertisement } from "../src/messages/from-owner.ts"
import { writeRoster, writeRosterLine } from "../src/messages/from-relay.ts"
import { type Offer, offerBody, writeOffer } from "../src/messages/offer.ts"
import { corruptOwners } from "../src/parameters/policy.ts"
import { offerOf } from "../src/scenarios/round.ts"
import { type Hash, offerHash, type RosterRecord, rosterHash } from "../src/transcript/hashes.ts"
import { rosterTree } from "../src/transcript/roster-tree.ts"
import { signedAdvertisement, signedOffer } from "../src/transcript/signatures.ts"
import type { PreparedRound, RoundCase } from "./round-case.ts"
import { type Drawn, drawKeys } from "./worked-keys.ts"

/** An owner of the round's roster, with what it drew. */
type Placed = {
  readonly index: number
  readonly drawn: Drawn
  readonly record: RosterRecord
  readonly receiver: { readonly round: number; readonly owner: number }
}

/** What every later value of the round depends on. */
export type WorkedFacts = {
  readonly offer: Offer
  readonly offerHash: Hash
  readonly rosterHash: Hash
  readonly graph: RoundGraph
  /** The owner at a position of the round's roster. */
  at(position: number): Placed
  /** Of these positions, those that still send their n-th message. */
  sending(positions: readonly number[], messages: number): number[]
  sign(
    position: number,
    signed: Uint8Array,
  ): Promise<{ signed: Uint8Array; signature: Uint8Array<ArrayBuffer> }>
}

/** M0, M1 and M2: the offer, everybody's keys, and the round's roster. */
export async function workSetup(given: RoundCase, prepared: PreparedRound) {
  const { people, policy, graph: rule } = prepared.setting
  const offer = offerOf(prepared.setting)
  const { round } = offer
  const identityKeys = people.owners.map(({ publicKey }) => publicKey)
  const sends = (index: number, messages: number) => (given.messagesBeforeLeaving[index] ?? 5) >= messages
  const signedBy = async (index: number, signed: Uint8Array) => {
    const owner = people.owners[index]
    if (owner === undefined) throw new Error(`no owner ${index}`)
    return { signed, signature: await owner.sign(signed) }
  }

  const body = offerBody(offer)
  const dHash = offerHash(body)
  const signed = signedOffer(dHash)
  const signature = await people.relay.sign(signed)
  const messages = identityKeys.map((_, index) => writeOffer(offer, index, signature))

  const present = [...identityKeys.keys()].filter((index) => sends(index, 1))
  const owners = await Promise.all(
    present.map(async (index) => {
      const random = await prepared.random(index)
      return { index, drawn: await drawKeys(random, dHash) }
    }),
  )
  const advertisements = await Promise.all(
    owners.map(async ({ index, drawn }) => {
      const { channelKey, maskKey, nonce } = drawn
      const own = await signedBy(index, signedAdvertisement(dHash, channelKey, maskKey, nonce))
      const m1 = { offerHash: dHash, channelKey, maskKey, nonce, signature: own.signature }
      return { index, ...drawn, ...own, message: writeAdvertisement({ round, owner: index }, m1) }
    }),
  )

  const records: RosterRecord[] = advertisements.map(({ index, channelKey, maskKey, nonce }) => {
    const identityKey = identityKeys[index] ?? new Uint8Array()
    return { index, identityKey, channelKey, maskKey, nonce }
  })
  const tree = rosterTree(records)
  const rHash = rosterHash(dHash, present, identityKeys.length, tree.root)
  const graph = rule(policy, {
    offerHash: dHash,
    rosterHash: rHash,
    identityKeys: records.map(({ identityKey }) => identityKey),
  })
  const at = (position: number): Placed => {
    const [owner, record] = [owners[position], records[position]]
    if (owner === undefined || record === undefined) throw new Error(`no position ${position}`)
    return { ...owner, record, receiver: { round, owner: owner.index } }
  }
  const facts: WorkedFacts = {
    offer,
    offerHash: dHash,
    rosterHash: rHash,
    graph,
    at,
    sending: (positions, count) => positions.filter((position) => sends(at(position).index, count)),
    sign: (position, preimage) => signedBy(at(position).index, preimage),
  }
  const values = {
    identityKeys,
    relayKey: people.relay.publicKey,
    rosterRoot: offer.rosterRoot,
    corruptOwners: corruptOwners(policy),
    offer: { body, hash: dHash, signed, signature, messages },
    advertisements,
    roster: {
      root: tree.root,
      paths: records.map((_, position) => tree.path(position)),
      hash: rHash,
      threshold: graph.threshold,
      holders: records.map((_, position) => graph.holders(position)),
      messages: present.map((index, position) => {
        const lines = graph.neighbours(position).flatMap((neighbour) => advertisements[neighbour] ?? [])
        const told = { indices: present, path: tree.path(position) }
        const written = lines.map(writeRosterLine)
        return writeRoster({ round, owner: index }, told, written, identityKeys.length)
      }),
    },
  }
  return { facts, values }
}
