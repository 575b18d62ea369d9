import { bucketedMedian, trimmedMean, weightedMean } from "@tutti/learning"
import type { ParticipantId } from "@tutti/protocol"
import type { CommittedStudy } from "../committed.ts"
import type { ByOwner } from "./by-owner.ts"
import type { Contribution } from "./collection.ts"
import { bucketSeed } from "./seeds.ts"
import type { OpenRound } from "./state.ts"

/** All train at once from the global model, and their updates are averaged. */
export type ParallelCollection = {
  readonly kind: "parallel"
  readonly contributions: ByOwner<TrainedContribution>
  /** Owners of the cohort that will not contribute to this round any more. */
  readonly out: ReadonlySet<ParticipantId>
}

type TrainedContribution = Contribution & {
  /** [parameters] */
  readonly trained: Float32Array
}

/**
 * The global model plus the average update. All began at the same model and each of these averages moves along with
 * its arguments, so it is the average of what they trained, without the rounding of a subtraction. In the cohort's
 * order: floating-point sums depend on their order, and the model must not depend on who came first.
 * @returns [parameters]
 */
export function averageTrained(
  study: CommittedStudy,
  round: OpenRound,
  { contributions }: ParallelCollection,
): Float32Array {
  const { aggregation, seed } = study.spec.training
  const collected = round.cohort.flatMap(({ participant }) => contributions.get(participant) ?? [])
  const models = collected.map(({ trained }) => trained)
  switch (aggregation.kind) {
    case "mean":
      return weightedMean(collected.map(({ trained, examples }) => ({ update: trained, weight: examples })))
    case "trimmed-mean":
      return trimmedMean(models, aggregation.trim)
    case "bucketed-median":
      return bucketedMedian(models, aggregation.bucketSize, bucketSeed(seed, study.committedRounds))
  }
}
