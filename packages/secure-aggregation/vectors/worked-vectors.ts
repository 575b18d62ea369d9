import { sha256 } from "@tutti/crypto"
import { concatBytes, lanesToBytes } from "@tutti/ring"
import { neighbourSlot } from "../src/graph/graph.ts"
import { sharersSalt } from "../src/keys/schedule.ts"
import { applyMasks, type Lanes } from "../src/masking/mask.ts"
import { SEALED_BYTES, writeMaskedVector, writeShares } from "../src/messages/from-owner.ts"
import { writeDelivery } from "../src/messages/from-relay.ts"
import { type Hash, maskedVectorPreimage, selfSeedCommitment, sharersHash } from "../src/transcript/hashes.ts"
import { signedMaskedVector, signedShares } from "../src/transcript/signatures.ts"
import { channelWith, dealShares, pairMaskWith, selfMaskOf, suite } from "./worked-keys.ts"
import type { WorkedFacts } from "./worked-setup.ts"

type Dealt = Awaited<ReturnType<typeof workShares>>

/** M3: both seeds in shares, sealed for each neighbour. By position. */
export async function workShares(facts: WorkedFacts) {
  const { graph, at, offerHash: dHash, rosterHash: rHash } = facts
  const everybody = Array.from({ length: graph.size }, (_, position) => position)
  const dealing = facts.sending(everybody, 2).map(async (position) => {
    const { random, drawn, record, receiver: sender } = at(position)
    const dealt = dealShares(drawn, graph, position, random)
    const sealing = graph.neighbours(position).map(async (neighbour) => {
      const channel = await channelWith(drawn, record, at(neighbour).record, dHash, rHash)
      const share = dealt[graph.slot(position, neighbour)]
      if (share === undefined) throw new Error("a neighbour holds shares")
      const sealed = await suite.seal(channel.key, concatBytes(share.selfShare, share.maskShare))
      return { position: neighbour, ...channel, sealed }
    })
    const neighbours = await Promise.all(sealing)
    const commitment = selfSeedCommitment(dHash, sender.owner, drawn.selfSeed)
    const sealed = concatBytes(...neighbours.map((neighbour) => neighbour.sealed))
    const own = await facts.sign(position, signedShares(dHash, rHash, commitment, sealed))
    const m3 = { rosterHash: rHash, commitment, sealed, signature: own.signature }
    return { position, dealt, neighbours, commitment, ...own, message: writeShares(sender, m3) }
  })
  return Promise.all(dealing)
}

/** M4: who shared (U1), and what each of them sealed for each other. */
export function workDeliveries({ graph, at, ...facts }: WorkedFacts, shares: Dealt) {
  const positions = shares.map(({ position }) => position)
  const sealedFor = (sender: number, receiver: number) => {
    const sealed = shares.find(({ position }) => position === sender)?.neighbours
    return sealed?.[neighbourSlot(graph, sender, receiver)]?.sealed ?? new Uint8Array(SEALED_BYTES)
  }
  return {
    positions,
    hash: sharersHash(facts.offerHash, facts.rosterHash, positions, graph.size),
    messages: positions.map((position) => {
      const senders = graph.neighbours(position).filter((neighbour) => positions.includes(neighbour))
      const sealed = concatBytes(...senders.map((sender) => sealedFor(sender, position)))
      return writeDelivery(at(position).receiver, { sharers: positions, sealed }, graph.size)
    }),
  }
}

/** M5: each survivor's vector under its masks. */
export async function workMaskedVectors(
  facts: WorkedFacts,
  sharers: { readonly positions: readonly number[]; readonly hash: Hash },
  vectors: readonly Lanes[],
) {
  const { graph, at, offerHash: dHash, rosterHash: rHash } = facts
  const { laneBits } = facts.offer
  const salt = sharersSalt(dHash, rHash, sharers.hash)
  const masking = facts.sending(sharers.positions, 3).map(async (position) => {
    const { index, drawn, record, receiver: sender } = at(position)
    const lanes = Uint32Array.from(vectors[index] ?? [])
    const self = await selfMaskOf(drawn, record, salt, lanes.byteLength)
    const neighbours = graph.neighbours(position).filter((neighbour) => sharers.positions.includes(neighbour))
    const agreeing = neighbours.map(async (neighbour) => ({
      position: neighbour,
      ...(await pairMaskWith(drawn, record, at(neighbour).record, salt, lanes.byteLength)),
    }))
    const pairs = await Promise.all(agreeing)
    const terms = [{ sign: 1, key: self.key } as const, ...pairs]
    const copies = terms.map(({ sign, key }) => ({ sign, key: key.slice() }))
    await applyMasks(suite, laneBits, lanes, copies)
    const bytes = lanesToBytes(lanes)
    const vectorHash = sha256(maskedVectorPreimage(dHash, sharers.hash, index, bytes))
    const own = await facts.sign(position, signedMaskedVector(dHash, rHash, sharers.hash, vectorHash))
    const m5 = { sharersHash: sharers.hash, vectorHash, signature: own.signature, lanes: bytes }
    const message = writeMaskedVector(sender, m5)
    return { position, self, pairs, vector: lanes, vectorHash, ...own, message }
  })
  return Promise.all(masking)
}
