import { firstNonFinite, mergeMeasurements } from "@tutti/learning"
import type { ModelHash, ParticipantId } from "@tutti/protocol"
import { type CommittedStudy, hashModel } from "../committed.ts"
import { addTrained, averageTrained, type ParallelCollection } from "./parallel.ts"
import { nextTurn, type SequentialCollection } from "./sequential.ts"
import { serverStep } from "./server-step.ts"
import type { Candidate, OpenRound } from "./state.ts"

/**
 * How a round's updates come together. These are the trusted ways, in which the coordinator sees every update; masked
 * ones it never sees, and what it knows of their sum is an `OpenAggregation`.
 */
export type Collection = ParallelCollection | SequentialCollection

/** What is kept of every accepted update, besides the weights. */
export type Contribution = {
  readonly examples: number
  readonly trainLoss: number
  readonly trainAccuracy: number | null
  readonly payloadBytes: number
  /** From being asked to having answered. */
  readonly afterMs: number
}

/** Whether the phase waits for the update of this owner of the cohort at this moment. */
export function isAwaited(collection: Collection, participant: ParticipantId): boolean {
  switch (collection.kind) {
    case "parallel":
      return !collection.contributions.has(participant) && !collection.out.has(participant)
    case "sequential":
      return collection.holder === participant
  }
}

/** Owners whose update the phase waits for at this moment, in the cohort's order. */
export function awaited(round: OpenRound, collection: Collection): readonly ParticipantId[] {
  return round.cohort
    .map(({ participant }) => participant)
    .filter((participant) => isAwaited(collection, participant))
}

/** Whether everybody has contributed or is out. */
export function isComplete(round: OpenRound, { contributions, out }: Collection): boolean {
  return contributions.size + out.size === round.cohort.length
}

/** Owners whose update counts, in the cohort's order. */
export function survivors(round: OpenRound, { contributions }: Collection): readonly ParticipantId[] {
  return round.cohort.map(({ participant }) => participant).filter((id) => contributions.has(id))
}

/** What the owners that are awaited train from. */
export function trainFrom(
  study: CommittedStudy,
  collection: Collection,
): { weights: Float32Array; modelHash: ModelHash } {
  switch (collection.kind) {
    case "parallel":
      return study
    case "sequential":
      return collection
  }
}

/** One accepted update more. @param trained [parameters] */
export function contribute(
  collection: Collection,
  participant: ParticipantId,
  contribution: Contribution,
  trained: Float32Array,
): Collection {
  switch (collection.kind) {
    case "parallel":
      return addTrained(collection, participant, contribution, trained)
    case "sequential": {
      const contributions = collection.contributions.with(participant, contribution)
      return nextTurn({ ...collection, contributions, weights: trained, modelHash: hashModel(trained) })
    }
  }
}

/** These owners, who have not contributed, will not do so in this round any more. */
export function withdraw(collection: Collection, participants: readonly ParticipantId[]): Collection {
  const out = new Set([...collection.out, ...participants])
  return collection.kind === "parallel" ? { ...collection, out } : nextTurn({ ...collection, out })
}

/**
 * The round's model, made of at least one contribution.
 * @returns null when the numbers ran away: a model with a NaN in it is worth nothing to anybody.
 */
export function makeCandidate(
  study: CommittedStudy,
  round: OpenRound,
  collection: Collection,
): Candidate | null {
  const trained =
    collection.kind === "parallel" ? averageTrained(study, round, collection) : collection.weights
  const { weights, server } = serverStep(study, trained)
  const vectors = server === null ? [weights] : [weights, server.first, server.second]
  if (vectors.some((vector) => firstNonFinite(vector) >= 0)) return null
  const parts = round.cohort.flatMap(({ participant }) => collection.contributions.get(participant) ?? [])
  const training = mergeMeasurements(
    parts.map(({ trainLoss, trainAccuracy, examples }) => ({
      loss: trainLoss,
      accuracy: trainAccuracy,
      examples,
    })),
  )
  return {
    weights,
    modelHash: hashModel(weights),
    server,
    trainLoss: training.loss,
    trainAccuracy: training.accuracy,
    bytesUpPerOwner: parts.reduce((sum, { payloadBytes }) => sum + payloadBytes, 0) / parts.length,
  }
}
