import type { RoundSuite } from "@tutti/crypto"
import { addLanes32, addLanes128, bytesToLanes, subtractLanes32, subtractLanes128 } from "@tutti/ring"

export type LaneBits = 32 | 128
export type Lanes = Uint32Array<ArrayBuffer>

/** Bytes of one lane on the wire and in a keystream. */
export const laneBytes = (bits: LaneBits): number => bits / 8

export function addLanes(bits: LaneBits, target: Lanes, addend: Uint32Array): void {
  if (bits === 32) addLanes32(target, addend)
  else addLanes128(target, addend)
}

function subtractLanes(bits: LaneBits, target: Lanes, subtrahend: Uint32Array): void {
  if (bits === 32) subtractLanes32(target, subtrahend)
  else subtractLanes128(target, subtrahend)
}

/** A key's stream, and whether it is added to the vector or subtracted from it. */
export type MaskTerm = { readonly key: Uint8Array<ArrayBuffer>; readonly sign: 1 | -1 }

/** The pairwise mask is added by the owner of the lower index and subtracted by the other, so that the sum has none. */
export const pairSign = (own: number, other: number): 1 | -1 => (own < other ? 1 : -1)

/**
 * target ± each key's stream. Keys are overwritten after use.
 * @param target [lanes · bits / 32], changed in place
 */
export async function applyMasks(
  suite: RoundSuite,
  bits: LaneBits,
  target: Lanes,
  terms: readonly MaskTerm[],
): Promise<void> {
  for (const { key, sign } of terms) {
    const stream = bytesToLanes(await suite.keystream(key, target.byteLength))
    key.fill(0)
    if (sign === 1) addLanes(bits, target, stream)
    else subtractLanes(bits, target, stream)
    stream.fill(0)
  }
}
