import type { Random } from "@tutti/crypto"
import { centreLane32 } from "@tutti/ring"
import { type LanePlan, largestLane } from "./lane-plan.ts"

export type Quantised =
  | { ok: true; lanes: Uint32Array<ArrayBuffer> }
  /** `lane` says where; the value itself goes nowhere. */
  | { ok: false; code: "E_NOT_FINITE"; lane: number }

const TWO_32 = 2 ** 32

/**
 * Real numbers as lanes: clamp to the group's bound, scale, round up or down at random so that the mean is exact,
 * clamp the integer. A value that is not a number is refused before anything is rounded.
 * @param values [lanes] in the order of the plan's groups
 * @param random rounds; WebCrypto, never a seeded generator, because the roundings must not repeat
 * @returns lanes mod 2³², negative values as their residues. The error of a mean over n owners has a standard
 *   deviation of at most 1 / (2 · S · √n) per lane.
 * @throws {RangeError} for a vector that is not as long as the plan.
 */
export function quantise(values: ArrayLike<number>, plan: LanePlan, random: Random): Quantised {
  if (values.length !== plan.lanes) throw new RangeError(`${values.length} values for ${plan.lanes} lanes`)
  for (let lane = 0; lane < values.length; lane++)
    if (!Number.isFinite(values[lane])) return { ok: false, code: "E_NOT_FINITE", lane }
  const coins = new Uint32Array(random(4 * plan.lanes).buffer)
  const lanes = new Uint32Array(plan.lanes)
  const largest = largestLane(plan.valueBits)
  let lane = 0
  for (const { lanes: count, bound, exponent } of plan.groups) {
    const scale = 2 ** exponent
    for (const end = lane + count; lane < end; lane++) {
      const clamped = Math.min(bound, Math.max(-bound, values[lane] ?? 0)) * scale
      const floor = Math.floor(clamped)
      const up = (coins[lane] ?? 0) < (clamped - floor) * TWO_32 ? 1 : 0
      lanes[lane] = Math.min(largest, Math.max(-largest, floor + up))
    }
  }
  coins.fill(0)
  return { ok: true, lanes }
}

/**
 * The sum of the owners' values behind an opened sum of lanes.
 * @param sum [lanes] mod 2³²
 * @returns [lanes] in the values' own units
 */
export function dequantise(sum: Uint32Array, plan: LanePlan): Float64Array<ArrayBuffer> {
  const values = new Float64Array(plan.lanes)
  let lane = 0
  for (const { lanes: count, exponent } of plan.groups) {
    const unit = 2 ** -exponent
    for (const end = lane + count; lane < end; lane++) values[lane] = centreLane32(sum[lane] ?? 0) * unit
  }
  return values
}
