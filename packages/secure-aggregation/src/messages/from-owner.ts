import { concatBytes } from "@tutti/ring"
import { readHeader, writeHeader } from "./header.ts"
import { Reader } from "./reader.ts"

/*
 * What an owner sends: M1, M3, M5, M7, M9. Each `write…` gives the whole message, each `read…` gives undefined
 * unless the bytes are exactly such a message, of that round, from that owner.
 */

type Bytes = Uint8Array<ArrayBuffer>
type Sender = { readonly round: number; readonly owner: number }

export const SEALED_BYTES = 80
export const SHARE_BYTES = 32
/** One opened share: its kind and 32 bytes. */
export const SLOT_BYTES = 1 + SHARE_BYTES
export const SLOT_KINDS = { none: 0, selfSeed: 1, maskSeed: 2 } as const

/** M1: fresh keys for one round. */
export type Advertisement = {
  offerHash: Bytes
  channelKey: Bytes
  maskKey: Bytes
  nonce: Bytes
  signature: Bytes
}

export function writeAdvertisement(sender: Sender, m: Advertisement): Bytes {
  const header = writeHeader({ type: "advertise", ...sender })
  return concatBytes(header, m.offerHash, m.channelKey, m.maskKey, m.nonce, m.signature)
}

export function readAdvertisement(bytes: Uint8Array, sender: Sender): Advertisement | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "advertise", ...sender })) return undefined
  const message = {
    offerHash: reader.bytes(32),
    channelKey: reader.bytes(32),
    maskKey: reader.bytes(32),
    nonce: reader.bytes(32),
    signature: reader.bytes(64),
  }
  return reader.done ? message : undefined
}

/** M3: shares of both seeds, sealed for each neighbour whose shares are not agreed, going around from the sender. */
export type Shares = { rosterHash: Bytes; commitment: Bytes; sealed: Bytes; signature: Bytes }

export function writeShares(sender: Sender, m: Shares): Bytes {
  const header = writeHeader({ type: "shares", ...sender })
  return concatBytes(header, m.rosterHash, m.commitment, m.sealed, m.signature)
}

export function readShares(bytes: Uint8Array, sender: Sender, sealedShares: number): Shares | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "shares", ...sender })) return undefined
  const message = {
    rosterHash: reader.bytes(32),
    commitment: reader.bytes(32),
    sealed: reader.bytes(SEALED_BYTES * sealedShares),
    signature: reader.bytes(64),
  }
  return reader.done ? message : undefined
}

/** M5: the masked vector. `lanes` is not copied. */
export type MaskedVector = { sharersHash: Bytes; vectorHash: Bytes; signature: Bytes; lanes: Uint8Array }

export function writeMaskedVector(sender: Sender, m: MaskedVector): Bytes {
  const header = writeHeader({ type: "masked", ...sender })
  return concatBytes(header, m.sharersHash, m.vectorHash, m.signature, m.lanes)
}

export function readMaskedVector(
  bytes: Uint8Array,
  sender: Sender,
  laneBytes: number,
): MaskedVector | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "masked", ...sender })) return undefined
  const sharersHash = reader.bytes(32)
  const vectorHash = reader.bytes(32)
  const signature = reader.bytes(64)
  const lanes = reader.rest()
  return reader.done && lanes.length === laneBytes ? { sharersHash, vectorHash, signature, lanes } : undefined
}

/** M7: "I saw exactly these survivors." */
export type Confirmation = { survivorsHash: Bytes; signature: Bytes }

export function writeConfirmation(sender: Sender, m: Confirmation): Bytes {
  return concatBytes(writeHeader({ type: "confirm", ...sender }), m.survivorsHash, m.signature)
}

export function readConfirmation(bytes: Uint8Array, sender: Sender): Confirmation | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "confirm", ...sender })) return undefined
  const message = { survivorsHash: reader.bytes(32), signature: reader.bytes(64) }
  return reader.done ? message : undefined
}

/** M9: one slot for each position of the closed neighbourhood, in order; of every owner one kind or none. */
export type Opening = { survivorsHash: Bytes; slots: Bytes; signature: Bytes }

export function writeOpening(sender: Sender, m: Opening): Bytes {
  return concatBytes(writeHeader({ type: "unmask", ...sender }), m.survivorsHash, m.slots, m.signature)
}

export function readOpening(bytes: Uint8Array, sender: Sender, holders: number): Opening | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "unmask", ...sender })) return undefined
  const message = {
    survivorsHash: reader.bytes(32),
    slots: reader.bytes(SLOT_BYTES * holders),
    signature: reader.bytes(64),
  }
  if (!reader.done) return undefined
  for (let slot = 0; slot < holders; slot++) {
    const kind = message.slots[SLOT_BYTES * slot] ?? 0
    const share = message.slots.subarray(SLOT_BYTES * slot + 1, SLOT_BYTES * (slot + 1))
    // A slot of no kind holds zeros: nothing travels that no rule asks for.
    if (kind > 2 || (kind === SLOT_KINDS.none && share.some((byte) => byte !== 0))) return undefined
  }
  return message
}
