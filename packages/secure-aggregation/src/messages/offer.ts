import { concatBytes, encodeUtf8 } from "@tutti/ring"
import { u32, u64 } from "../transcript/fields.ts"
import { HEADER_BYTES, readHeader, writeHeader } from "./header.ts"
import { Reader } from "./reader.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** M0, relay → owner: what this round would add up, under which rules. Everything here enters every key. */
export type Offer = {
  /** 16 letters, as in the study's link. */
  readonly study: string
  readonly round: number
  /** [32] of the weights that the round starts from; zeros for statistics, which have none. */
  readonly modelHash: Bytes
  /** [32] of the canonical JSON of policy and lane plan. */
  readonly planHash: Bytes
  /** [32] of the study's frozen roster. */
  readonly rosterRoot: Bytes
  /** 32 for training, 128 for exact sums. */
  readonly laneBits: 32 | 128
  readonly lanes: number
  /** Deadlines of the five waits in milliseconds, for the screens; the relay's clock decides. */
  readonly deadlinesMs: readonly [number, number, number, number, number]
  /** The owner's last finished round as the relay has it, 0 for none, and its transcript hash [32]. */
  readonly previousRound: number
  readonly previousTranscript: Bytes
}

const SUITE = 1
const SIGNATURE_BYTES = 64
const BODY_BYTES = 4 + 16 + 8 + 32 + 32 + 32 + 4 + 20 + 8 + 32

/** The part that `offerHash` covers: the same bytes for every owner. */
export function offerBody(offer: Offer): Bytes {
  return concatBytes(
    Uint8Array.of(SUITE, offer.laneBits, 0, 0),
    encodeUtf8(offer.study),
    u64(offer.round),
    offer.modelHash,
    offer.planHash,
    offer.rosterRoot,
    u32(offer.lanes),
    ...offer.deadlinesMs.map(u32),
    u64(offer.previousRound),
    offer.previousTranscript,
  )
}

export function writeOffer(offer: Offer, owner: number, signature: Uint8Array): Bytes {
  return concatBytes(writeHeader({ type: "offer", round: offer.round, owner }), offerBody(offer), signature)
}

export type ReadOffer = { offer: Offer; body: Bytes; signature: Bytes }

/** @returns undefined when the bytes are not exactly such a message for this owner. */
export function readOffer(bytes: Uint8Array, owner: number): ReadOffer | undefined {
  if (bytes.length !== HEADER_BYTES + BODY_BYTES + SIGNATURE_BYTES) return undefined
  const body = bytes.slice(HEADER_BYTES, HEADER_BYTES + BODY_BYTES)
  const reader = new Reader(body)
  const suite = reader.u8()
  const laneBits = reader.u8()
  const reserved = reader.u16()
  if (suite !== SUITE || reserved !== 0 || (laneBits !== 32 && laneBits !== 128)) return undefined
  const study = String.fromCharCode(...reader.bytes(16))
  if (!/^[a-z0-9]{16}$/.test(study)) return undefined
  const offer: Offer = {
    study,
    round: reader.u64(),
    modelHash: reader.bytes(32),
    planHash: reader.bytes(32),
    rosterRoot: reader.bytes(32),
    laneBits,
    lanes: reader.u32(),
    deadlinesMs: [reader.u32(), reader.u32(), reader.u32(), reader.u32(), reader.u32()],
    previousRound: reader.u64(),
    previousTranscript: reader.bytes(32),
  }
  const header = readHeader(new Reader(bytes), { type: "offer", round: offer.round, owner })
  return header && reader.done ? { offer, body, signature: bytes.slice(-SIGNATURE_BYTES) } : undefined
}
