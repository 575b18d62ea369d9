import { permutation, seededRandom } from "../seeded-random.ts"
import { ABSENT } from "../update/absent.ts"
import { requireLength } from "../update/vectors.ts"
import { reduceSorted } from "./columns.ts"

/**
 * Put the updates into random buckets, average each bucket, and take the median of the averages, coordinate by
 * coordinate. The averaging makes honest owners with different data look alike before the median is taken.
 * @param updates n ≥ 1 vectors [parameters] of finite entries; their order and the seed decide the buckets.
 * @param bucketSize s ≥ 1, an integer; the last bucket may hold fewer. 1 gives the plain median.
 * @param seed fresh for each round, from a source that owners cannot choose.
 * @throws {RangeError} for no update, different lengths, or a bucket size that is no positive integer.
 * @see Karimireddy et al. 2022, Algorithm 1 (arXiv:2006.09365)
 */
export function bucketedMedian(
  updates: readonly Float32Array[],
  bucketSize: number,
  seed: number,
): Float32Array<ArrayBuffer> {
  if (!Number.isInteger(bucketSize) || bucketSize < 1)
    throw new RangeError(`cannot fill buckets of ${bucketSize}`)
  const order = permutation(updates.length, seededRandom(seed, "buckets"))
  const buckets: Float32Array[][] = []
  for (const [place, chosen] of order.entries()) {
    const update = updates[chosen]
    if (update === undefined) continue
    if (place % bucketSize === 0) buckets.push([])
    buckets.at(-1)?.push(update)
  }
  return reduceSorted(buckets.map(plainMean), middle)
}

function middle(ascending: Float32Array): number {
  const upper = ascending[ascending.length >> 1] ?? ABSENT
  const lower = ascending[(ascending.length - 1) >> 1] ?? ABSENT
  return (lower + upper) / 2
}

/** In float64 and in the order given. */
function plainMean(updates: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const sums = new Float64Array(updates[0]?.length ?? 0)
  for (const update of updates) {
    requireLength(update, sums.length)
    for (let index = 0; index < sums.length; index++)
      sums[index] = (sums[index] ?? ABSENT) + (update[index] ?? ABSENT)
  }
  return Float32Array.from(sums, (sum) => sum / updates.length)
}
