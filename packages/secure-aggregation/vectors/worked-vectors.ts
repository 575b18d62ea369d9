import { sha256 } from "@tutti/crypto"
import { concatBytes, lanesToBytes } from "@tutti/ring"
import { dealing, sealedPlace } from "../src/graph/dealing.ts"
import { sharersSalt } from "../src/keys/schedule.ts"
import { applyMasks, type Lanes } from "../src/masking/mask.ts"
import { writeMaskedVector, writeShares } from "../src/messages/from-owner.ts"
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
  const sharing = facts.sending(everybody, 2).map(async (position) => {
    const { drawn, record, receiver: sender } = at(position)
    const channels = await Promise.all(
      graph.neighbours(position).map(async (neighbour) => ({
        position: neighbour,
        ...(await channelWith(drawn, record, at(neighbour).record, dHash, rHash)),
      })),
    )
    const keyOf = (neighbour: number) => channels.find((channel) => channel.position === neighbour)?.key
    const dealt = await dealShares(drawn, graph, position, (holder) => keyOf(holder) ?? new Uint8Array())
    const sealedShares = await Promise.all(
      dealing(graph, position).sealed.map(async (neighbour) => {
        const [key, share] = [keyOf(neighbour), dealt[graph.slot(position, neighbour)]]
        if (key === undefined || share === undefined) throw new Error("a neighbour holds shares")
        const sealed = await suite.seal(key, concatBytes(share.selfShare, share.maskShare))
        return { position: neighbour, sealed }
      }),
    )
    const commitment = selfSeedCommitment(dHash, sender.owner, drawn.selfSeed)
    const sealed = concatBytes(...sealedShares.map((share) => share.sealed))
    const own = await facts.sign(position, signedShares(dHash, rHash, commitment, sealed))
    const m3 = { rosterHash: rHash, commitment, sealed, signature: own.signature }
    return { position, channels, dealt, sealedShares, commitment, ...own, message: writeShares(sender, m3) }
  })
  return Promise.all(sharing)
}

/** M4: who shared (U1), and what each of them sealed for each other. */
export function workDeliveries({ graph, at, ...facts }: WorkedFacts, shares: Dealt) {
  const positions = shares.map(({ position }) => position)
  const sealedFor = (sender: number, receiver: number) => {
    const sealed = shares.find(({ position }) => position === sender)?.sealedShares
    return sealed?.[sealedPlace(graph, sender, receiver)]?.sealed ?? new Uint8Array()
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
    const vectorHash = sha256(concatBytes(...maskedVectorPreimage(dHash, sharers.hash, index, bytes)))
    const own = await facts.sign(position, signedMaskedVector(dHash, rHash, sharers.hash, vectorHash))
    const m5 = { sharersHash: sharers.hash, vectorHash, signature: own.signature, lanes: bytes }
    const message = writeMaskedVector(sender, m5)
    return { position, self, pairs, vector: lanes, vectorHash, ...own, message }
  })
  return Promise.all(masking)
}
