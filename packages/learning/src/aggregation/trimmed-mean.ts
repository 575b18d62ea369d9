import { ABSENT } from "../update/absent.ts"
import { reduceSorted } from "./columns.ts"

/**
 * Per coordinate, leave out the ⌊trim·n⌋ smallest and as many largest values and average the rest. Every update counts
 * the same: a weight that an owner claims would be a lever for the very owner that this defends against.
 * @param updates n ≥ 1 vectors [parameters] of finite entries.
 * @param trim β in [0, ½). With fewer than 1/β updates nothing is left out.
 * @throws {RangeError} for no update, different lengths, or β outside its range.
 * @see Yin et al. 2018, Definition 2 (arXiv:1803.01498)
 */
export function trimmedMean(updates: readonly Float32Array[], trim: number): Float32Array<ArrayBuffer> {
  if (!(trim >= 0 && trim < 0.5)) throw new RangeError(`cannot trim ${trim} at either end`)
  const omitted = Math.floor(trim * updates.length)
  const end = updates.length - omitted
  return reduceSorted(updates, (ascending) => {
    let sum = 0
    for (let index = omitted; index < end; index++) sum += ascending[index] ?? ABSENT
    return sum / (end - omitted)
  })
}
