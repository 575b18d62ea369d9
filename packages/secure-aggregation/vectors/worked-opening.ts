import { sha256 } from "@tutti/crypto"
import { concatBytes, lanesToBytes } from "@tutti/ring"
import { addLanes, type Lanes } from "../src/masking/mask.ts"
import { SLOT_KINDS, writeConfirmation, writeOpening } from "../src/messages/from-owner.ts"
import { writeQuorum, writeResult, writeSurvivors } from "../src/messages/from-relay.ts"
import { type Hash, sumPreimage, survivorsHash, transcriptHash } from "../src/transcript/hashes.ts"
import { signedConfirmation, signedOpening, signedResult } from "../src/transcript/signatures.ts"
import { integersOf, type PreparedRound } from "./round-case.ts"
import type { WorkedFacts } from "./worked-setup.ts"
import type { workMaskedVectors, workShares } from "./worked-vectors.ts"

type Shares = Awaited<ReturnType<typeof workShares>>
type Masked = Awaited<ReturnType<typeof workMaskedVectors>>
type Told = { readonly positions: readonly number[]; readonly hash: Hash }

/** M6: whose vectors arrived (A), on the ring with the neighbours' words. */
export function workSurvivors({ graph, at }: WorkedFacts, sharers: Told, masked: Masked) {
  const positions = masked.map(({ position }) => position)
  return {
    positions,
    hash: survivorsHash(sharers.hash, positions, graph.size),
    messages: positions.map((position) => {
      const witnesses = graph.kind === "ring" ? graph.neighbours(position) : []
      const words = masked.filter((word) => witnesses.includes(word.position))
      return writeSurvivors(at(position).receiver, { survivors: positions, words }, graph.size)
    }),
  }
}

/** M7 and M8: each survivor's word on U1 and A, and the quorum that each is shown. */
export async function workQuorums(facts: WorkedFacts, sharers: Told, survivors: Told) {
  const { graph, at, offerHash: dHash, rosterHash: rHash } = facts
  const confirming = facts.sending(survivors.positions, 4).map(async (position) => {
    const own = await facts.sign(position, signedConfirmation(dHash, rHash, sharers.hash, survivors.hash))
    const m7 = { survivorsHash: survivors.hash, signature: own.signature }
    return { position, ...own, message: writeConfirmation(at(position).receiver, m7) }
  })
  const confirmations = await Promise.all(confirming)
  const quorums = confirmations.map(({ position }) => {
    const neighbours = graph.neighbours(position)
    const lines = confirmations.filter((other) => neighbours.includes(other.position))
    const shown = lines.slice(0, graph.threshold - 1)
    return { position, message: writeQuorum(at(position).receiver, shown) }
  })
  return { confirmations, quorums }
}

/** Which of an owner's seeds is opened. */
const openedKind = (owner: number, sharers: Told, survivors: Told) => {
  if (survivors.positions.includes(owner)) return SLOT_KINDS.selfSeed
  return sharers.positions.includes(owner) ? SLOT_KINDS.maskSeed : SLOT_KINDS.none
}

/** M9: one share of each owner around, of one kind or none. */
export async function workOpenings(
  facts: WorkedFacts,
  shares: Shares,
  sharers: Told,
  survivors: Told,
  confirmed: readonly number[],
) {
  const { graph, at } = facts
  const opening = facts.sending(confirmed, 5).map(async (position) => {
    const slots = concatBytes(
      ...graph.holders(position).map((owner) => {
        const kind = openedKind(owner, sharers, survivors)
        const dealt = shares.find((dealer) => dealer.position === owner)?.dealt
        const held = dealt?.find(({ holder }) => holder === position)
        const share = kind === SLOT_KINDS.selfSeed ? held?.selfShare : held?.maskShare
        return concatBytes(Uint8Array.of(kind), share ?? new Uint8Array(32))
      }),
    )
    const signed = signedOpening(facts.offerHash, facts.rosterHash, survivors.hash, slots)
    const own = await facts.sign(position, signed)
    const m9 = { survivorsHash: survivors.hash, slots, signature: own.signature }
    return { position, slots, ...own, message: writeOpening(at(position).receiver, m9) }
  })
  return Promise.all(opening)
}

/** M10: the seeds that the shares open, the sum by plain addition, and the relay's word on it. */
export async function workResult(
  facts: WorkedFacts,
  { setting, vectors }: PreparedRound,
  sharers: Told,
  survivors: Told,
  masked: Masked,
) {
  const { offer, graph, at, offerHash: dHash } = facts
  const sum: Lanes = new Uint32Array(vectors[0]?.length ?? 0)
  const maskedSum: Lanes = new Uint32Array(sum.length)
  for (const { position, vector } of masked) {
    addLanes(offer.laneBits, maskedSum, vector)
    addLanes(offer.laneBits, sum, vectors[at(position).index] ?? new Uint32Array())
  }
  const sumHash = sha256(concatBytes(...sumPreimage(dHash, survivors.hash, lanesToBytes(sum))))
  const transcript = transcriptHash(
    offer.previousTranscript,
    dHash,
    facts.rosterHash,
    sharers.hash,
    survivors.hash,
    sumHash,
  )
  const signed = signedResult(transcript)
  const signature = await setting.people.relay.sign(signed)
  const result = { sumHash, survivors: survivors.positions, transcript, signature }
  return {
    seeds: sharers.positions.map((position) => {
      const kind = openedKind(position, sharers, survivors)
      const { selfSeed, maskSeed } = at(position).drawn
      return { position, kind, seed: kind === SLOT_KINDS.selfSeed ? selfSeed : maskSeed }
    }),
    maskedSum,
    sum,
    integers: integersOf(sum, offer.laneBits),
    sumHash,
    transcript,
    signed,
    signature,
    messages: survivors.positions.map((position) => writeResult(at(position).receiver, result, graph.size)),
  }
}
