import { passes } from "../passes/passes.ts"
import { ABSENT } from "../update/absent.ts"
import { requireLength } from "../update/vectors.ts"

/** Integers up to here are exact in float64. */
const EXACT_BITS = 53
/** Room for entries that many times as large as the largest of the model that training began from, as a power of two. */
const HEADROOM_BITS = 2

/**
 * Federated averaging, Σ weightᵢ·modelᵢ / Σ weightᵢ, one model after the other and without keeping any of them: a relay
 * holds one vector of sums, however many owners there are.
 *
 * Entries are rounded to multiples of a power of two that leaves all sums exact in float64, so that any order gives the
 * same result to the bit. For a thousand rows and entries around 1 that unit is 2⁻⁴⁰, far below the last place of the
 * float32 result. Entries more than four times as large as those of the first model are summed as float64 sums them.
 * @see McMahan et al. 2017, Algorithm 1 (arXiv:1602.05629)
 */
export class RunningMean {
  readonly #sums: Float64Array<ArrayBuffer>
  readonly #scale: number
  #weight = 0

  /**
   * @param base [parameters] the model that all training began from: how large entries are.
   * @param mostWeight more than all weights together will not come.
   * @throws {RangeError} for a weight that is not positive and finite.
   */
  constructor(base: Float32Array, mostWeight: number) {
    if (!(mostWeight > 0) || mostWeight === Number.POSITIVE_INFINITY)
      throw new RangeError(`cannot weigh by ${mostWeight}`)
    let largest = 1
    for (let index = 0; index < base.length; index++)
      largest = Math.max(largest, Math.abs(base[index] ?? ABSENT))
    const bits = Math.ceil(Math.log2(largest)) + HEADROOM_BITS + Math.ceil(Math.log2(mostWeight))
    this.#sums = new Float64Array(base.length)
    this.#scale = 2 ** (EXACT_BITS - 1 - bits)
  }

  /**
   * @param model [parameters] finite entries; not kept.
   * @param weight ≥ 0, an integer: an owner's number of examples.
   * @throws {RangeError} for another length, or a weight that is negative or no integer.
   */
  add(model: Float32Array, weight: number): void {
    requireLength(model, this.#sums.length)
    if (!(weight >= 0) || !Number.isInteger(weight)) throw new RangeError(`cannot weigh by ${weight}`)
    this.#weight += weight
    passes().addRounded(this.#sums, model, this.#scale, weight)
  }

  /**
   * @returns a new [parameters] vector.
   * @throws {RangeError} before anything of weight was added.
   */
  value(): Float32Array<ArrayBuffer> {
    if (this.#weight === 0) throw new RangeError("cannot average updates whose weights sum to 0")
    const sums = this.#sums
    const total = this.#weight * this.#scale
    const mean = new Float32Array(sums.length)
    for (let index = 0; index < mean.length; index++) mean[index] = (sums[index] ?? ABSENT) / total
    return mean
  }
}
