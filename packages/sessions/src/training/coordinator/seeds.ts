import { permutation, seededRandom } from "@tutti/learning"

/*
 * Everything random in a study follows from its seed, the number of rounds committed before and the cohort's order,
 * and not from identities, arrival or round numbers: the same owners under the same labels give the same model again,
 * and so does a round that had to be repeated.
 */

/** Seeds one owner's shuffles and dropout. @param place in the cohort's order, from 0 */
export function trainingSeed(studySeed: number, roundsBefore: number, place: number): number {
  return seededRandom(studySeed, `train/${roundsBefore}/${place}`).uint32()
}

/** Who trains after whom in a sequential round: places in the cohort's order. */
export function turnOrder(studySeed: number, roundsBefore: number, cohort: number): readonly number[] {
  return [...permutation(cohort, seededRandom(studySeed, `turns/${roundsBefore}`))]
}

/** Which updates share a bucket under the bucketed median. */
export function bucketSeed(studySeed: number, roundsBefore: number): number {
  return seededRandom(studySeed, `buckets/${roundsBefore}`).uint32()
}
