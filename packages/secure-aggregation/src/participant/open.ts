import { constantTimeEqual } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { sealedPlace } from "../graph/dealing.ts"
import { agreedShares } from "../keys/schedule.ts"
import { SHARE_BYTES, SLOT_KINDS, writeConfirmation, writeOpening } from "../messages/from-owner.ts"
import { readQuorum, readResult, readSurvivors, type VectorWord } from "../messages/from-relay.ts"
import { smallestSurvivors } from "../parameters/policy.ts"
import { survivorsHash, transcriptHash } from "../transcript/hashes.ts"
import {
  signedConfirmation,
  signedMaskedVector,
  signedOpening,
  signedResult,
} from "../transcript/signatures.ts"
import type { OwnerRefusal } from "./refusal.ts"
import type { OwnerLedger, OwnerRound, Pinned } from "./state.ts"
import type { OwnerTools } from "./tools.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Refused = { ok: false; code: OwnerRefusal }
type Masked = OwnerRound & { phase: "masked" }
type Confirmed = OwnerRound & { phase: "confirmed" }
type Opened = OwnerRound & { phase: "opened" }

/** M6 → M7: check the survivors against the signed policy, and sign exactly what was seen. */
export async function answerSurvivors(
  round: Masked,
  bytes: Uint8Array,
  tools: OwnerTools,
): Promise<{ ok: true; round: Confirmed; message: Bytes } | Refused> {
  const { pinned } = tools
  const { graph, offer } = round
  const sender = { round: offer.round, owner: pinned.index }
  const told = readSurvivors(bytes, sender, graph.size, (survivors) => witnesses(round, survivors).length)
  if (told === undefined) return { ok: false, code: "E_SA_MALFORMED" }
  const { survivors, words } = told
  const present = new Set(survivors)
  const sharers = new Set(round.sharers)
  if (!present.has(round.position) || survivors.some((survivor) => !sharers.has(survivor)))
    return { ok: false, code: "E_SA_SURVIVORS" }
  const closeBy = graph.holders(round.position).filter((holder) => present.has(holder))
  if (survivors.length < smallestSurvivors(pinned.policy, graph.size) || closeBy.length < graph.threshold)
    return { ok: false, code: "E_SA_TOO_FEW" }
  if (!(await areVouchedFor(round, survivors, words, tools))) return { ok: false, code: "E_SA_SURVIVORS" }
  const hash = survivorsHash(round.sharersHash, survivors, graph.size)
  const signed = signedConfirmation(round.offerHash, round.rosterHash, round.sharersHash, hash)
  const message = writeConfirmation(sender, {
    survivorsHash: hash,
    signature: await tools.identity.sign(signed),
  })
  return { ok: true, round: { ...round, phase: "confirmed", survivors, survivorsHash: hash }, message }
}

/** The neighbours whose word on their vectors M6 carries: on the ring those that survived, else none. */
function witnesses({ graph, position }: Masked, survivors: readonly number[]): readonly number[] {
  if (graph.kind === "complete") return []
  const present = new Set(survivors)
  return graph.neighbours(position).filter((neighbour) => present.has(neighbour))
}

/** The identity key of a position; undefined for one that the round does not have. */
function identityAt(
  { indices }: Pick<Masked, "indices">,
  position: number,
  { roster }: Pinned,
): Bytes | undefined {
  const index = indices[position]
  return index === undefined ? undefined : roster[index]
}

/**
 * Whether every surviving neighbour signed its vector for the very U1 that this owner saw. Without it, a ring could
 * be shown different sharers in different places, and one sum cut into two.
 */
async function areVouchedFor(
  round: Masked,
  survivors: readonly number[],
  words: readonly VectorWord[],
  { pinned, verify }: OwnerTools,
): Promise<boolean> {
  const checks = witnesses(round, survivors).map((neighbour, place) => {
    const key = identityAt(round, neighbour, pinned)
    const word = words[place]
    if (key === undefined || word === undefined) return false
    const signed = signedMaskedVector(round.offerHash, round.rosterHash, round.sharersHash, word.vectorHash)
    return verify(key, signed, word.signature)
  })
  return (await Promise.all(checks)).every(Boolean)
}

/**
 * M8 → M9: with a quorum of confirmations of the very same survivors, open one share of each owner: of its self
 * seed when its vector is in the sum, of its mask seed when it shared and dropped, none otherwise. After this
 * the round holds no secret.
 */
export async function answerQuorum(
  round: Confirmed,
  bytes: Uint8Array,
  tools: OwnerTools,
): Promise<{ ok: true; round: Opened; message: Bytes } | Refused> {
  const { pinned } = tools
  const { graph, offer, position } = round
  const sender = { round: offer.round, owner: pinned.index }
  const lines = readQuorum(bytes, sender)
  if (lines === undefined) return { ok: false, code: "E_SA_MALFORMED" }
  const closed = new Set(graph.holders(position))
  const survivors = new Set(round.survivors)
  const signed = signedConfirmation(round.offerHash, round.rosterHash, round.sharersHash, round.survivorsHash)
  const confirmed = new Set([position])
  const checks = lines.map(async (line) => {
    const key = identityAt(round, line.position, pinned)
    const counts = key !== undefined && closed.has(line.position) && survivors.has(line.position)
    if (counts && (await tools.verify(key, signed, line.signature))) confirmed.add(line.position)
  })
  await Promise.all(checks)
  if (confirmed.size < graph.threshold) return { ok: false, code: "E_SA_QUORUM" }

  const slots = concatBytes(...(await openedSlots(round, tools)))
  const opening = signedOpening(round.offerHash, round.rosterHash, round.survivorsHash, slots)
  const message = writeOpening(sender, {
    survivorsHash: round.survivorsHash,
    slots,
    signature: await tools.identity.sign(opening),
  })
  return {
    ok: true,
    round: {
      phase: "opened",
      offer,
      hashes: {
        offer: round.offerHash,
        roster: round.rosterHash,
        sharers: round.sharersHash,
        survivors: round.survivorsHash,
      },
      size: graph.size,
      survivors: round.survivors,
      owners: round.survivors.flatMap((survivor) => round.indices[survivor] ?? []),
    },
    message,
  }
}

async function openedSlots(round: Confirmed, { suite }: OwnerTools): Promise<Bytes[]> {
  const sharers = new Set(round.sharers)
  const survivors = new Set(round.survivors)
  const slots: Bytes[] = []
  for (const owner of round.graph.holders(round.position)) {
    const kind = survivors.has(owner)
      ? SLOT_KINDS.selfSeed
      : sharers.has(owner)
        ? SLOT_KINDS.maskSeed
        : SLOT_KINDS.none
    const share = await openedShare(owner, kind)
    slots.push(
      concatBytes(
        Uint8Array.of(share === undefined ? SLOT_KINDS.none : kind),
        share ?? new Uint8Array(SHARE_BYTES),
      ),
    )
  }
  for (const key of round.openingKeys.values()) key.wipe()
  round.ownShares.selfSeed.wipe()
  round.ownShares.maskSeed.wipe()
  return slots

  async function openedShare(owner: number, kind: number): Promise<Bytes | undefined> {
    if (kind === SLOT_KINDS.none) return undefined
    if (owner === round.position) return round.ownShares.selfSeed.consume((share) => share.slice())
    const both = await round.openingKeys.get(owner)?.consume((key) => heldShares(owner, key))
    if (both === undefined) return undefined
    const share = kind === SLOT_KINDS.selfSeed ? both.slice(0, SHARE_BYTES) : both.slice(SHARE_BYTES)
    both.fill(0)
    return share
  }

  /** share of b ‖ share of s: agreed on, or sealed and sent. */
  async function heldShares(owner: number, key: Bytes): Promise<Bytes | undefined> {
    const sealed = round.sealed.get(owner)
    if (sealed !== undefined) return suite.unseal(key, sealed)
    return sealedPlace(round.graph, owner, round.position) < 0 ? agreedShares(suite, key) : undefined
  }
}

/** M10: the relay's signed word on what was opened; it goes into the owner's chain of transcripts. */
export async function acceptResult(
  round: Opened,
  bytes: Uint8Array,
  ledger: OwnerLedger,
  { pinned, verify }: OwnerTools,
): Promise<{ ok: true; ledger: OwnerLedger; sumHash: Bytes } | Refused> {
  const result = readResult(bytes, { round: round.offer.round, owner: pinned.index }, round.size)
  if (result === undefined) return { ok: false, code: "E_SA_MALFORMED" }
  const { hashes, offer } = round
  const transcript = transcriptHash(
    offer.previousTranscript,
    hashes.offer,
    hashes.roster,
    hashes.sharers,
    hashes.survivors,
    result.sumHash,
  )
  const sameSurvivors =
    result.survivors.length === round.survivors.length &&
    result.survivors.every((survivor, place) => survivor === round.survivors[place])
  if (!sameSurvivors) return { ok: false, code: "E_SA_SURVIVORS" }
  const sound =
    constantTimeEqual(result.transcript, transcript) &&
    (await verify(pinned.relayKey, signedResult(transcript), result.signature))
  if (!sound) return { ok: false, code: "E_SA_SIGNATURE" }
  return { ok: true, ledger: { ...ledger, finishedRound: offer.round, transcript }, sumHash: result.sumHash }
}
