import { type Lanes32Engine, simdLanes } from "./simd/simd-lanes.ts"

/* Vectors over Z/2³²: one lane is one unsigned 32-bit number, and addition wraps. A Uint32Array already is one. */

export type Lanes32 = Uint32Array<ArrayBuffer>

/** Shorter vectors are done before they are copied into the engine's memory and back. */
const LONG = 256

let started: Lanes32Engine | undefined

/** The fastest engine here: WASM SIMD, or the plain loops. */
function engine(): Lanes32Engine {
  started ??= simdLanes() ?? plainLanes
  return started
}

/** target += addend, lane by lane mod 2³². Both [lanes]. */
export function addLanes32(target: Lanes32, addend: Uint32Array): void {
  const { add } = target.length < LONG ? plainLanes : engine()
  add(target, addend)
}

/** target −= subtrahend, lane by lane mod 2³². Both [lanes]. */
export function subtractLanes32(target: Lanes32, subtrahend: Uint32Array): void {
  const { subtract } = target.length < LONG ? plainLanes : engine()
  subtract(target, subtrahend)
}

/** The same in plain loops, for engines without SIMD. */
export const plainLanes: Lanes32Engine = {
  add(target, addend) {
    for (let lane = 0; lane < target.length; lane++)
      target[lane] = ((target[lane] ?? 0) + (addend[lane] ?? 0)) | 0
  },
  subtract(target, subtrahend) {
    for (let lane = 0; lane < target.length; lane++)
      target[lane] = ((target[lane] ?? 0) - (subtrahend[lane] ?? 0)) | 0
  },
}

/** The residue nearest to 0, in [−2³¹, 2³¹): how a lane's sum is read as a signed number. */
export function centreLane32(lane: number): number {
  return lane | 0
}
