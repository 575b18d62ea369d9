import { sha256 } from "@tutti/crypto"
import { concatBytes, encodeUtf8 } from "@tutti/ring"
import { elementToBytes, type Field, integerFromBytes } from "../field/field.ts"
import { weightsOf } from "./weights.ts"

type Bytes = Uint8Array<ArrayBuffer>

/**
 * What a party sends to all others in a round: one frame, the same to everybody.
 * round u8 ‖ party u8 ‖ transcript [32] ‖ tags [parties − 1] ‖ shares [count], elements little-endian.
 */
export type Frame = {
  readonly round: number
  readonly party: number
  /** SHA-256 over all frames of the rounds before: parties that saw different ones notice at once. */
  readonly transcript: Bytes
  /** One for each other party in order: proves the shares to it. None in round 1, whose values are inputs. */
  readonly tags: readonly bigint[]
  readonly shares: readonly bigint[]
}

const HASH_BYTES = 32
const HEADER_BYTES = 2 + HASH_BYTES

export const frameBytes = (field: Field, tags: number, shares: number): number =>
  HEADER_BYTES + (tags + shares) * field.bytes

export function encodeFrame(field: Field, { round, party, transcript, tags, shares }: Frame): Bytes {
  const elements = [...tags, ...shares].map((element) => elementToBytes(field, element))
  return concatBytes(Uint8Array.of(round, party), transcript, ...elements)
}

/** @returns undefined unless the bytes are a frame of exactly so many tags and shares, all elements of the field. */
export function decodeFrame(field: Field, bytes: Bytes, tags: number, shares: number): Frame | undefined {
  if (bytes.length !== frameBytes(field, tags, shares)) return undefined
  const elements: bigint[] = []
  for (let at = HEADER_BYTES; at < bytes.length; at += field.bytes) {
    const element = integerFromBytes(bytes.subarray(at, at + field.bytes))
    if (element >= field.modulus) return undefined
    elements.push(element)
  }
  return {
    round: bytes[0] ?? 0,
    party: bytes[1] ?? 0,
    transcript: bytes.slice(2, HEADER_BYTES),
    tags: elements.slice(0, tags),
    shares: elements.slice(tags),
  }
}

/** The transcript after a round: what came before it, and its frames in the order of the parties. */
export const extendTranscript = (transcript: Bytes, frames: readonly Bytes[]): Bytes =>
  sha256(concatBytes(encodeUtf8("rg/transcript/1"), transcript, ...frames.map((frame) => sha256(frame))))

/**
 * The weights under which a frame's shares are checked together: 128 bits each, fixed only by the shares themselves.
 * A party that changes shares would have to find a frame whose weights cancel the change: 2¹²⁸ trials.
 */
export function checkWeights(
  field: Field,
  transcript: Bytes,
  party: number,
  shares: readonly bigint[],
): bigint[] {
  const said = concatBytes(...shares.map((share) => elementToBytes(field, share)))
  const seed = sha256(concatBytes(encodeUtf8("rg/weights/1"), transcript, Uint8Array.of(party), said))
  return weightsOf(seed, shares.length)
}
