import { ABSENT, requireLength } from "../update/vectors.ts"

export type WeightedUpdate = {
  /** [parameters] */
  update: Float32Array
  /** ≥ 0; an owner's number of examples. Need not sum to 1. */
  weight: number
}

/** Entries summed at a time: accumulators and one block of an update stay in the first-level cache. */
const BLOCK = 2_048
/** Updates added in one pass over a block: the sums are read and written once for all of them. */
const TOGETHER = 4
/** Stands for an update that the loop's bounds rule out; it would show as NaN. */
const NOTHING: WeightedUpdate = { update: new Float32Array(0), weight: 0 }

/**
 * Federated averaging: Σ weightᵢ·updateᵢ / Σ weightᵢ, entry by entry.
 * Sums run in float64 in the order given, so one order gives one result to the bit; another order may differ by the
 * rounding of float64, which reaches the float32 result as at most one unit in the last place of the largest term.
 * @param updates at least one, all of one length.
 * @returns a new [parameters] vector.
 * @throws {RangeError} for no update, different lengths, a weight that is negative or not finite, or a total of 0.
 * @see McMahan et al. 2017, Algorithm 1 (arXiv:1602.05629)
 */
export function weightedMean(updates: readonly WeightedUpdate[]): Float32Array<ArrayBuffer> {
  const length = updates[0]?.update.length ?? 0
  let total = 0
  for (const { update, weight } of updates) {
    requireLength(update, length)
    if (!(weight >= 0) || weight === Number.POSITIVE_INFINITY)
      throw new RangeError(`cannot weigh by ${weight}`)
    total += weight
  }
  if (!(total > 0)) throw new RangeError("cannot average updates whose weights sum to 0")
  const mean = new Float32Array(length)
  const sums = new Float64Array(BLOCK)
  for (let start = 0; start < length; start += BLOCK) {
    const entries = Math.min(BLOCK, length - start)
    sums.fill(0)
    const whole = updates.length - (updates.length % TOGETHER)
    for (let first = 0; first < whole; first += TOGETHER) addFour(sums, updates, first, start, entries)
    for (let index = whole; index < updates.length; index++) addOne(sums, updates[index], start, entries)
    for (let index = 0; index < entries; index++) mean[start + index] = (sums[index] ?? ABSENT) / total
  }
  return mean
}

function addOne(sums: Float64Array, one: WeightedUpdate | undefined, start: number, entries: number) {
  const { update, weight } = one ?? NOTHING
  for (let index = 0; index < entries; index++)
    sums[index] = (sums[index] ?? ABSENT) + weight * (update[start + index] ?? ABSENT)
}

/** `addOne` four times, to the bit: the same additions in the same order, with a fourth of the trips to `sums`. */
function addFour(
  sums: Float64Array,
  updates: readonly WeightedUpdate[],
  first: number,
  start: number,
  entries: number,
) {
  const { update: a, weight: weightA } = updates[first] ?? NOTHING
  const { update: b, weight: weightB } = updates[first + 1] ?? NOTHING
  const { update: c, weight: weightC } = updates[first + 2] ?? NOTHING
  const { update: d, weight: weightD } = updates[first + 3] ?? NOTHING
  for (let index = 0; index < entries; index++) {
    const entry = start + index
    let sum = (sums[index] ?? ABSENT) + weightA * (a[entry] ?? ABSENT)
    sum += weightB * (b[entry] ?? ABSENT)
    sum += weightC * (c[entry] ?? ABSENT)
    sum += weightD * (d[entry] ?? ABSENT)
    sums[index] = sum
  }
}
