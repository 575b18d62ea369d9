import { lanesToBytes } from "@tutti/ring"
import { sealedPlace } from "../graph/dealing.ts"
import { pairMaskKey, selfMaskKey, sharersSalt } from "../keys/schedule.ts"
import { applyMasks, laneBytes, type MaskTerm, pairSign } from "../masking/mask.ts"
import { SEALED_BYTES, writeMaskedVector } from "../messages/from-owner.ts"
import { readDelivery } from "../messages/from-relay.ts"
import { maskedVectorPreimage, sharersHash } from "../transcript/hashes.ts"
import { signedMaskedVector } from "../transcript/signatures.ts"
import type { OwnerRefusal } from "./refusal.ts"
import type { OwnerLedger, OwnerRound } from "./state.ts"
import type { OwnerTools } from "./tools.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Shared = OwnerRound & { phase: "shared" }
type Delivered = OwnerRound & { phase: "delivered" }

/** M4: who shared, and what they sealed. Nothing is opened yet: a share that does not decrypt counts as missing. */
export function acceptDelivery(
  round: Shared,
  bytes: Uint8Array,
  { pinned }: OwnerTools,
): { ok: true; round: Delivered } | { ok: false; code: OwnerRefusal } {
  const { graph, position } = round
  const sealers = (sharers: readonly number[]) =>
    sharers.filter((sharer) => sealedPlace(graph, sharer, position) >= 0)
  const receiver = { round: round.offer.round, owner: pinned.index }
  const delivery = readDelivery(bytes, receiver, graph.size, (sharers) => sealers(sharers).length)
  if (delivery === undefined) return { ok: false, code: "E_SA_MALFORMED" }
  const { sharers, sealed } = delivery
  if (!sharers.includes(position)) return { ok: false, code: "E_SA_SURVIVORS" }
  const closeBy = sharers.filter((sharer) => graph.slot(position, sharer) >= 0)
  if (sharers.length < pinned.policy.minimumCohort || closeBy.length < graph.threshold)
    return { ok: false, code: "E_SA_TOO_FEW" }
  const bySender = new Map(
    sealers(sharers).map((sender, place) => [
      sender,
      sealed.slice(SEALED_BYTES * place, SEALED_BYTES * (place + 1)),
    ]),
  )
  const hash = sharersHash(round.offerHash, round.rosterHash, sharers, graph.size)
  return { ok: true, round: { ...round, phase: "delivered", sharers, sharersHash: hash, sealed: bySender } }
}

/**
 * M5: y = x + stream(r) + Σ ± stream(p) over the neighbours in U1. The vector is masked in place; whoever holds
 * the array holds y from here on. Every mask secret is consumed.
 */
export async function maskVector(
  round: Delivered,
  lanes: Uint32Array<ArrayBuffer>,
  ledger: OwnerLedger,
  tools: OwnerTools,
): Promise<{ round: OwnerRound & { phase: "masked" }; ledger: OwnerLedger; message: Bytes }> {
  const { pinned, suite } = tools
  const { offer, indices, sharers, selfSeed, maskSecrets, ...kept } = round
  if (lanes.byteLength !== offer.lanes * laneBytes(offer.laneBits))
    throw new RangeError(
      `a vector of ${lanes.length} words for ${offer.lanes} lanes of ${offer.laneBits} bits`,
    )
  const salt = sharersSalt(round.offerHash, round.rosterHash, round.sharersHash)
  const terms: MaskTerm[] = [
    { sign: 1, key: await selfSeed.consume((seed) => selfMaskKey(seed, salt, pinned.index)) },
  ]
  const present = new Set(sharers)
  for (const [neighbour, secret] of maskSecrets) {
    const other = indices[neighbour]
    if (!present.has(neighbour) || other === undefined) secret.wipe()
    else
      terms.push({
        sign: pairSign(pinned.index, other),
        key: await secret.consume((agreed) => pairMaskKey(agreed, salt, pinned.index, other)),
      })
  }
  await applyMasks(suite, offer.laneBits, lanes, terms)
  const bytes = lanesToBytes(lanes)
  const preimage = maskedVectorPreimage(round.offerHash, round.sharersHash, pinned.index, bytes)
  const hash = await suite.digest(...preimage)
  const signed = signedMaskedVector(round.offerHash, round.rosterHash, round.sharersHash, hash)
  const message = writeMaskedVector(
    { round: offer.round, owner: pinned.index },
    {
      sharersHash: round.sharersHash,
      vectorHash: hash,
      signature: await tools.identity.sign(signed),
      lanes: bytes,
    },
  )
  return {
    round: { ...kept, phase: "masked", offer, indices, sharers },
    ledger: { ...ledger, contributions: ledger.contributions + 1 },
    message,
  }
}
