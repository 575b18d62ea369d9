import {
  applyUpdate,
  bucketedMedian,
  type ServerMoments,
  serverAdam,
  trimmedMean,
  weightedMean,
} from "@tutti/learning"
import type { ParticipantId } from "@tutti/protocol"
import type { CommittedStudy } from "../committed.ts"
import type { Contribution } from "./collection.ts"
import { bucketSeed } from "./seeds.ts"
import type { OpenRound } from "./state.ts"

/** All train at once from the global model, and their updates are averaged. */
export type ParallelCollection = {
  readonly kind: "parallel"
  readonly contributions: ReadonlyMap<ParticipantId, Contribution & { readonly update: Float32Array }>
  /** Owners of the cohort that will not contribute to this round any more. */
  readonly out: ReadonlySet<ParticipantId>
}

/** The global model and the server optimiser's memory, one step on. */
export type ServerStepped = { weights: Float32Array; server: ServerMoments | null }

/**
 * The average of what was collected, in the cohort's order: floating-point sums depend on their order, and the model
 * must not depend on who came first.
 */
export function averageUpdates(
  study: CommittedStudy,
  round: OpenRound,
  { contributions }: ParallelCollection,
): Float32Array {
  const { aggregation, seed } = study.spec.training
  const collected = round.cohort.flatMap(({ participant }) => contributions.get(participant) ?? [])
  const updates = collected.map(({ update }) => update)
  switch (aggregation.kind) {
    case "mean":
      return weightedMean(collected.map(({ update, examples }) => ({ update, weight: examples })))
    case "trimmed-mean":
      return trimmedMean(updates, aggregation.trim)
    case "bucketed-median":
      return bucketedMedian(updates, aggregation.bucketSize, bucketSeed(seed, study.committedRounds))
  }
}

/** What the coordinator does with the average update. @param average [parameters] */
export function serverStep({ weights, server, spec }: CommittedStudy, average: Float32Array): ServerStepped {
  const { serverStep } = spec.training
  switch (serverStep.kind) {
    case "average":
      return { weights: applyUpdate(weights, average), server: null }
    case "adam": {
      const stepped = serverAdam(weights, average, server, { learningRate: serverStep.learningRate })
      return { weights: stepped.weights, server: stepped.moments }
    }
  }
}
