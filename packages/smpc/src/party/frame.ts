import { concatBytes } from "@tutti/ring"
import type { Role } from "../sharing/shares.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * What a party says of one batch before it must hear: batch u32 ‖ number u16 ‖ role u8 ‖ 0 ‖ payload, little-endian. Its
 * frames of a batch are numbered from 1. The payload holds, round after round, the words or the packed bits of all gates of
 * the round: by bit of the gate, then by element.
 */

export const FRAME_HEADER_BYTES = 8

export type FramePlace = { readonly batch: number; readonly number: number; readonly role: Role }

/** @param parts of the payload, one behind the other */
export function encodeFrame(place: FramePlace, ...parts: readonly Bytes[]): Bytes {
  return concatBytes(headerOf(place), ...parts)
}

/** @returns undefined unless the bytes are a frame of exactly that place and length. */
export function payloadOf(frame: Bytes, place: FramePlace, length: number): Bytes | undefined {
  if (frame.length !== FRAME_HEADER_BYTES + length) return undefined
  if (headerOf(place).some((byte, index) => byte !== frame[index])) return undefined
  return frame.subarray(FRAME_HEADER_BYTES)
}

function headerOf({ batch, number, role }: FramePlace): Uint8Array {
  const header = new DataView(new ArrayBuffer(FRAME_HEADER_BYTES))
  header.setUint32(0, batch, true)
  header.setUint16(4, number, true)
  header.setUint8(6, role)
  return new Uint8Array(header.buffer)
}
