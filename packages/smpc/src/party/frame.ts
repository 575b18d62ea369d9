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

export const encodeFrame = (place: FramePlace, payload: Bytes): Bytes => concatBytes(headerOf(place), payload)

/** A frame that is written as its rounds are said: what is said need not keep. */
export class FrameWriter {
  readonly #frame: Bytes
  #at = FRAME_HEADER_BYTES

  /** @param length of the payload, in bytes */
  constructor(place: FramePlace, length: number) {
    this.#frame = new Uint8Array(FRAME_HEADER_BYTES + length)
    this.#frame.set(headerOf(place))
  }

  /** @throws {RangeError} beyond the length */
  write(said: Bytes): void {
    this.#frame.set(said, this.#at)
    this.#at += said.length
  }

  /** @throws {Error} unless all of it was written */
  whole(): Bytes {
    if (this.#at !== this.#frame.length) throw new Error("a frame was said in part")
    return this.#frame
  }
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
