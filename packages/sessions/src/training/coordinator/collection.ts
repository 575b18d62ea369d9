import { firstNonFinite, mergeMeasurements } from "@tutti/learning"
import type { ModelHash, ParticipantId } from "@tutti/protocol"
import { type CommittedStudy, hashModel } from "../committed.ts"
import { averageUpdates, type ParallelCollection, serverStep } from "./parallel.ts"
import { endJourney, type SequentialCollection, travelOn } from "./sequential.ts"
import type { Candidate, OpenRound } from "./state.ts"
import type { CheckedUpdate } from "./update-checks.ts"

/**
 * How a round's updates come together. These are the trusted ways, in which the coordinator sees every update; a
 * masked one is a further kind with the same questions below.
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

/** Owners whose update the phase waits for at this moment. */
export function awaited(round: OpenRound, collection: Collection): readonly ParticipantId[] {
  switch (collection.kind) {
    case "parallel":
      return round.cohort
        .map(({ participant }) => participant)
        .filter((id) => !collection.contributions.has(id) && !collection.out.has(id))
    case "sequential": {
      const holder = collection.turns.find(
        (id) => !collection.contributions.has(id) && !collection.out.has(id),
      )
      return holder === undefined ? [] : [holder]
    }
  }
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

/** One accepted update more. @param returned [parameters] the weights as they came. */
export function contribute(
  collection: Collection,
  participant: ParticipantId,
  contribution: Contribution,
  returned: Float32Array,
  checked: Extract<CheckedUpdate, { ok: true }>,
): Collection {
  switch (collection.kind) {
    case "parallel": {
      const counted = { ...contribution, update: checked.update }
      return { ...collection, contributions: new Map(collection.contributions).set(participant, counted) }
    }
    case "sequential":
      return {
        ...collection,
        ...travelOn(collection, returned, checked),
        contributions: new Map(collection.contributions).set(participant, contribution),
      }
  }
}

/** These owners will not contribute to the round any more; what they contributed before stays. */
export function withdraw(collection: Collection, participants: readonly ParticipantId[]): Collection {
  return { ...collection, out: new Set([...collection.out, ...participants]) }
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
  const { weights, server } =
    collection.kind === "parallel"
      ? serverStep(study, averageUpdates(study, round, collection))
      : endJourney(study, collection)
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
