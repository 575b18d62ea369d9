import { applyUpdate, difference } from "@tutti/learning"
import type { ModelHash, ParticipantId } from "@tutti/protocol"
import { type CommittedStudy, hashModel } from "../committed.ts"
import type { Contribution } from "./collection.ts"
import { type ServerStepped, serverStep } from "./parallel.ts"
import { turnOrder } from "./seeds.ts"
import type { Member } from "./state.ts"
import type { CheckedUpdate } from "./update-checks.ts"

/** The model travels: each owner trains from what the owner before it has made of it. */
export type SequentialCollection = {
  readonly kind: "sequential"
  readonly turns: readonly ParticipantId[]
  /** The travelling model, as its last holder left it. */
  readonly weights: Float32Array
  readonly modelHash: ModelHash
  readonly contributions: ReadonlyMap<ParticipantId, Contribution>
  readonly out: ReadonlySet<ParticipantId>
}

export function openJourney(study: CommittedStudy, cohort: readonly Member[]): SequentialCollection {
  const order = turnOrder(study.spec.training.seed, study.committedRounds, cohort.length)
  return {
    kind: "sequential",
    turns: order.flatMap((place) => cohort[place]?.participant ?? []),
    weights: study.weights,
    modelHash: study.modelHash,
    contributions: new Map(),
    out: new Set(),
  }
}

/** The model goes on from what its holder returned; returned as it came, it keeps its bits. */
export function travelOn(
  journey: SequentialCollection,
  returned: Float32Array,
  { update, clipped }: Extract<CheckedUpdate, { ok: true }>,
): Pick<SequentialCollection, "weights" | "modelHash"> {
  const weights = clipped ? applyUpdate(journey.weights, update) : returned
  return { weights, modelHash: hashModel(weights) }
}

/** The round's model: where the journey ended, or the server optimiser's step in that direction. */
export function endJourney(study: CommittedStudy, { weights }: SequentialCollection): ServerStepped {
  if (study.spec.training.serverStep.kind === "average") return { weights, server: null }
  return serverStep(study, difference(weights, study.weights))
}
