import type { ModelHash, ParticipantId } from "@tutti/protocol"
import type { CommittedStudy } from "../committed.ts"
import { ByOwner } from "./by-owner.ts"
import type { Contribution } from "./collection.ts"
import { turnOrder } from "./seeds.ts"
import type { Member } from "./state.ts"

/** The model travels: each owner trains from what the owner before it has made of it. */
export type SequentialCollection = {
  readonly kind: "sequential"
  readonly turns: readonly ParticipantId[]
  /** Whose turn it is; null when the journey is over. */
  readonly holder: ParticipantId | null
  /** The travelling model, as its last holder left it. */
  readonly weights: Float32Array
  readonly modelHash: ModelHash
  readonly contributions: ByOwner<Contribution>
  readonly out: ReadonlySet<ParticipantId>
}

export function openJourney(study: CommittedStudy, cohort: readonly Member[]): SequentialCollection {
  const order = turnOrder(study.spec.training.seed, study.committedRounds, cohort.length)
  return nextTurn({
    kind: "sequential",
    turns: order.flatMap((place) => cohort[place]?.participant ?? []),
    holder: null,
    weights: study.weights,
    modelHash: study.modelHash,
    contributions: ByOwner.none(cohort.map(({ participant }) => participant)),
    out: new Set(),
  })
}

/** It is the turn of the first who has neither contributed nor dropped out. */
export function nextTurn(journey: SequentialCollection): SequentialCollection {
  const { turns, contributions, out } = journey
  return { ...journey, holder: turns.find((id) => !contributions.has(id) && !out.has(id)) ?? null }
}
