import { bucketedMedian, RunningMean, trimmedMean } from "@tutti/learning"
import type { ParticipantId, TrainingPlan } from "@tutti/protocol"
import type { CommittedStudy } from "../committed.ts"
import { ByOwner } from "./by-owner.ts"
import type { Contribution } from "./collection.ts"
import { bucketSeed } from "./seeds.ts"
import type { DeclaredMember, OpenRound } from "./state.ts"

/** All train at once from the global model, and their updates are averaged. */
export type ParallelCollection = {
  readonly kind: "parallel"
  readonly contributions: ByOwner<Contribution>
  readonly trained: Trained
  /** Owners of the cohort that will not contribute to this round any more. */
  readonly out: ReadonlySet<ParticipantId>
}

/** What is kept of the trained models: their mean alone, or each where an average has to compare them. */
type Trained =
  /** Owned by the round and changed in place: one vector, whatever the number of owners. */
  | { readonly kind: "mean"; readonly mean: RunningMean }
  | { readonly kind: "each"; readonly models: ByOwner<Float32Array> }

export function openParallel(study: CommittedStudy, cohort: readonly DeclaredMember[]): ParallelCollection {
  const participants = cohort.map(({ participant }) => participant)
  return {
    kind: "parallel",
    contributions: ByOwner.none(participants),
    trained: nothingTrained(study, cohort, participants),
    out: new Set(),
  }
}

function nothingTrained(
  { spec, weights }: CommittedStudy,
  cohort: readonly DeclaredMember[],
  participants: readonly ParticipantId[],
): Trained {
  if (spec.training.aggregation.kind !== "mean") return { kind: "each", models: ByOwner.none(participants) }
  const rows = cohort.reduce((sum, { trainingRows }) => sum + trainingRows, 0)
  return { kind: "mean", mean: new RunningMean(weights, rows) }
}

/** One model more. @param model [parameters] */
export function addTrained(
  collection: ParallelCollection,
  participant: ParticipantId,
  contribution: Contribution,
  model: Float32Array,
): ParallelCollection {
  const contributions = collection.contributions.with(participant, contribution)
  const { trained } = collection
  if (trained.kind === "each")
    return {
      ...collection,
      contributions,
      trained: { ...trained, models: trained.models.with(participant, model) },
    }
  trained.mean.add(model, contribution.examples)
  return { ...collection, contributions }
}

/**
 * The global model plus the average update. All began at the same model and each of these averages moves along with
 * its arguments, so it is the average of what they trained, without the rounding of a subtraction. The model must not
 * depend on who came first: the mean does not, and the others take the models in the cohort's order.
 * @returns [parameters]
 */
export function averageTrained(
  { spec, committedRounds }: CommittedStudy,
  { cohort }: OpenRound,
  { trained }: ParallelCollection,
): Float32Array {
  if (trained.kind === "mean") return trained.mean.value()
  const { aggregation, seed } = spec.training
  const models = cohort.flatMap(({ participant }) => trained.models.get(participant) ?? [])
  return averageModels(models, aggregation, bucketSeed(seed, committedRounds))
}

function averageModels(
  models: readonly Float32Array[],
  aggregation: TrainingPlan["aggregation"],
  seed: number,
): Float32Array {
  switch (aggregation.kind) {
    case "trimmed-mean":
      return trimmedMean(models, aggregation.trim)
    case "bucketed-median":
      return bucketedMedian(models, aggregation.bucketSize, seed)
    case "mean":
      throw new Error("a mean keeps no models")
  }
}
