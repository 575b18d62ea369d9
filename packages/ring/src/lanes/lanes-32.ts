import { elementKernels } from "../elements/element-kernels.ts"

/* Vectors over Z/2³²: one lane is one unsigned 32-bit number, and addition wraps. A Uint32Array already is one. */

export type Lanes32 = Uint32Array<ArrayBuffer>

/** target += addend, lane by lane mod 2³². Both [lanes]. */
export function addLanes32(target: Lanes32, addend: Uint32Array): void {
  const words = wordsOf(target)
  elementKernels(words.length).add(words, words, wordsOf(addend))
}

/** target −= subtrahend, lane by lane mod 2³². Both [lanes]. */
export function subtractLanes32(target: Lanes32, subtrahend: Uint32Array): void {
  const words = wordsOf(target)
  elementKernels(words.length).subtract(words, words, wordsOf(subtrahend))
}

/** The residue nearest to 0, in [−2³¹, 2³¹): how a lane's sum is read as a signed number. */
export function centreLane32(lane: number): number {
  return lane | 0
}

/** The same memory; whether a word is read as signed makes no difference to sums. */
const wordsOf = <Memory extends ArrayBufferLike>(lanes: Uint32Array<Memory>): Int32Array<Memory> =>
  new Int32Array(lanes.buffer, lanes.byteOffset, lanes.length)
