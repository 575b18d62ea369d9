/*
 * How real numbers become lanes of Z/2³². Weights, losses and counts differ by orders of magnitude, so each group
 * of lanes has a bound and a scale of its own; one scale for all would wrap the group with the larger bound.
 */

/** Neighbouring lanes of one kind. */
export type LaneGroup = {
  readonly name: string
  readonly lanes: number
  /** |value| ≤ bound, in the value's own unit; larger values are clamped to it. */
  readonly bound: number
}

/** A group and its scale S = 2^exponent: a lane is the value times S, rounded. */
export type ScaledGroup = LaneGroup & { readonly exponent: number }

export type LanePlan = {
  /** N: the most owners whose vectors one sum may hold. */
  readonly owners: number
  /** b: bits of one owner's lane, its sign included. */
  readonly valueBits: number
  readonly groups: readonly ScaledGroup[]
  /** L: all lanes. */
  readonly lanes: number
}

const LANE_BITS = 32
/** Below this a lane would hold less than a float16 does. */
const SMALLEST_VALUE_BITS = 12

/** Largest magnitude of one owner's lane: 2^(b−1) − 1. */
export const largestLane = (valueBits: number): number => 2 ** (valueBits - 1) - 1

/**
 * Capacity: N · (2^(b−1) − 1) + headroom < 2³¹, so that no sum wraps. Every owner checks it for itself.
 * @param headroom room for noise that is added inside the masks, in lanes' units; 8 standard deviations of its sum
 */
export function holdsCapacity(owners: number, valueBits: number, headroom = 0): boolean {
  return owners * largestLane(valueBits) + headroom < 2 ** (LANE_BITS - 1)
}

/**
 * The finest plan that cannot wrap: as many value bits as the owners leave, and for each group the largest power
 * of two that keeps its bound within them.
 * @throws {RangeError} for a bound that is not positive and finite, or more owners than lanes have room for.
 */
export function planLanes(owners: number, groups: readonly LaneGroup[]): LanePlan {
  let valueBits = LANE_BITS
  while (valueBits >= SMALLEST_VALUE_BITS && !holdsCapacity(owners, valueBits)) valueBits -= 1
  if (valueBits < SMALLEST_VALUE_BITS)
    throw new RangeError(`${owners} owners leave no room in ${LANE_BITS}-bit lanes`)
  return {
    owners,
    valueBits,
    groups: groups.map((group) => ({ ...group, exponent: exponentFor(group.bound, valueBits) })),
    lanes: groups.reduce((lanes, group) => lanes + group.lanes, 0),
  }
}

/** The largest e with bound · 2^e ≤ 2^(b−1) − 1. */
function exponentFor(bound: number, valueBits: number): number {
  if (!(bound > 0 && Number.isFinite(bound))) throw new RangeError(`a bound of ${bound}`)
  const largest = largestLane(valueBits)
  let exponent = Math.floor(Math.log2(largest / bound))
  while (bound * 2 ** exponent > largest) exponent -= 1
  while (bound * 2 ** (exponent + 1) <= largest) exponent += 1
  return exponent
}
