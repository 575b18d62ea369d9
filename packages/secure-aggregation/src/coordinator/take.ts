import { constantTimeEqual, isSoundAgreementKey } from "@tutti/crypto"
import { bytesToLanes } from "@tutti/ring"
import { sealedCount } from "../graph/dealing.ts"
import { addLanes, laneBytes } from "../masking/mask.ts"
import {
  readAdvertisement,
  readConfirmation,
  readMaskedVector,
  readOpening,
  readShares,
} from "../messages/from-owner.ts"
import { maskedVectorPreimage } from "../transcript/hashes.ts"
import {
  signedAdvertisement,
  signedConfirmation,
  signedMaskedVector,
  signedOpening,
  signedShares,
} from "../transcript/signatures.ts"
import { withOpening } from "./opening.ts"
import type { CoordinatorRound, CoordinatorRoundEvent, MessageRefusal, OwnerStep } from "./state.ts"
import type { CoordinatorTools } from "./tools.ts"

type Message = CoordinatorRoundEvent & { kind: "message" }
type Taken = { ok: true; round: CoordinatorRound } | { ok: false; code: MessageRefusal }

const STEP_OF: Partial<Record<CoordinatorRound["phase"], OwnerStep>> = {
  advertising: "advertise",
  sharing: "shares",
  masking: "masked",
  confirming: "confirm",
  opening: "unmask",
}

/** Parse one owner's message, check its signature, and put it into the round; once per owner and phase. */
export async function takeMessage(
  round: CoordinatorRound,
  message: Message,
  tools: CoordinatorTools,
): Promise<Taken> {
  const refused = (code: MessageRefusal): Taken => ({ ok: false, code })
  if (STEP_OF[round.phase] !== message.step || !("offer" in round)) return refused("E_SA_OUT_OF_TURN")
  const identityKey = round.roster[message.owner]
  if (identityKey === undefined) return refused("E_SA_OUT_OF_TURN")
  const sender = { round: round.offer.round, owner: message.owner }
  const isSigned = (signed: Uint8Array, signature: Uint8Array) => tools.verify(identityKey, signed, signature)

  if (round.phase === "advertising") {
    if (round.advertisements.has(message.owner)) return refused("E_SA_DUPLICATE")
    if (!round.waitingFor.has(message.owner)) return refused("E_SA_OUT_OF_TURN")
    const read = readAdvertisement(message.bytes, sender)
    if (read === undefined) return refused("E_SA_MALFORMED")
    const signed = signedAdvertisement(round.offerHash, read.channelKey, read.maskKey, read.nonce)
    if (!constantTimeEqual(read.offerHash, round.offerHash) || !(await isSigned(signed, read.signature)))
      return refused("E_SA_SIGNATURE")
    // One key that nobody can agree with would send every neighbour out of the round.
    if (![read.channelKey, read.maskKey].every(isSoundAgreementKey)) return refused("E_SA_MALFORMED")
    return taken({
      ...round,
      waitingFor: without(round.waitingFor, message.owner),
      advertisements: new Map(round.advertisements).set(message.owner, read),
    })
  }

  if (!("records" in round) || round.phase === "unmasking") return refused("E_SA_OUT_OF_TURN")
  const position = round.records.findIndex(({ index }) => index === message.owner)
  if (position < 0) return refused("E_SA_OUT_OF_TURN")
  if (hasAnswered(round, position)) return refused("E_SA_DUPLICATE")
  if (!round.waitingFor.has(position)) return refused("E_SA_OUT_OF_TURN")
  const waitingFor = without(round.waitingFor, position)
  const { offerHash, rosterHash, graph } = round

  switch (round.phase) {
    case "sharing": {
      const read = readShares(message.bytes, sender, sealedCount(graph))
      if (read === undefined) return refused("E_SA_MALFORMED")
      const signed = signedShares(offerHash, rosterHash, read.commitment, read.sealed)
      if (!constantTimeEqual(read.rosterHash, rosterHash) || !(await isSigned(signed, read.signature)))
        return refused("E_SA_SIGNATURE")
      return taken({ ...round, waitingFor, shares: new Map(round.shares).set(position, read) })
    }
    case "masking": {
      const { laneBits, lanes } = round.offer
      const read = readMaskedVector(message.bytes, sender, lanes * laneBytes(laneBits))
      if (read === undefined) return refused("E_SA_MALFORMED")
      const preimage = maskedVectorPreimage(offerHash, round.sharersHash, message.owner, read.lanes)
      const vectorHash = await tools.suite.digest(...preimage)
      const signed = signedMaskedVector(offerHash, rosterHash, round.sharersHash, vectorHash)
      const sound =
        constantTimeEqual(read.sharersHash, round.sharersHash) &&
        constantTimeEqual(read.vectorHash, vectorHash) &&
        (await isSigned(signed, read.signature))
      if (!sound) return refused("E_SA_SIGNATURE")
      addLanes(laneBits, round.maskedSum, bytesToLanes(read.lanes))
      return taken({
        ...round,
        waitingFor,
        received: new Map(round.received).set(position, {
          vectorHash: read.vectorHash,
          signature: read.signature,
        }),
      })
    }
    case "confirming": {
      const read = readConfirmation(message.bytes, sender)
      if (read === undefined) return refused("E_SA_MALFORMED")
      const signed = signedConfirmation(offerHash, rosterHash, round.sharersHash, round.survivorsHash)
      if (
        !constantTimeEqual(read.survivorsHash, round.survivorsHash) ||
        !(await isSigned(signed, read.signature))
      )
        return refused("E_SA_SIGNATURE")
      return taken({
        ...round,
        waitingFor,
        confirmations: new Map(round.confirmations).set(position, read.signature),
      })
    }
    case "opening": {
      const read = readOpening(message.bytes, sender, graph.holders(position).length)
      if (read === undefined) return refused("E_SA_MALFORMED")
      const signed = signedOpening(offerHash, rosterHash, round.survivorsHash, read.slots)
      if (
        !constantTimeEqual(read.survivorsHash, round.survivorsHash) ||
        !(await isSigned(signed, read.signature))
      )
        return refused("E_SA_SIGNATURE")
      return taken(withOpening({ ...round, waitingFor }, position, read))
    }
  }
}

const taken = (round: CoordinatorRound): Taken => ({ ok: true, round })

function hasAnswered(round: CoordinatorRound, position: number): boolean {
  switch (round.phase) {
    case "sharing":
      return round.shares.has(position)
    case "masking":
      return round.received.has(position)
    case "confirming":
      return round.confirmations.has(position)
    case "opening":
      return round.openings.has(position)
    default:
      return false
  }
}

export function without(set: ReadonlySet<number>, item: number): ReadonlySet<number> {
  const rest = new Set(set)
  rest.delete(item)
  return rest
}
