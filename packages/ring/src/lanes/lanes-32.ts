/*
 * Vectors over Z/2³²: one lane is one unsigned 32-bit number, and addition wraps. A Uint32Array already is one;
 * these functions are the loops, in the one form that engines compile to plain machine adds.
 */

export type Lanes32 = Uint32Array<ArrayBuffer>

/** target += addend, lane by lane mod 2³². Both [lanes]. */
export function addLanes32(target: Lanes32, addend: Uint32Array): void {
  for (let lane = 0; lane < target.length; lane++)
    target[lane] = ((target[lane] ?? 0) + (addend[lane] ?? 0)) | 0
}

/** target −= subtrahend, lane by lane mod 2³². Both [lanes]. */
export function subtractLanes32(target: Lanes32, subtrahend: Uint32Array): void {
  for (let lane = 0; lane < target.length; lane++)
    target[lane] = ((target[lane] ?? 0) - (subtrahend[lane] ?? 0)) | 0
}

/** The residue nearest to 0, in [−2³¹, 2³¹): how a lane's sum is read as a signed number. */
export function centreLane32(lane: number): number {
  return lane | 0
}
