import type { ReadyOwner } from "./availability.ts"
import { newAggregation, offer } from "./beginning.ts"
import { phaseMs } from "./deadlines.ts"
import { survivorsNeeded } from "./quorum.ts"
import { openScore } from "./score.ts"
import { trainingSeed } from "./seeds.ts"
import type { AfterRound, Member, OpenRound } from "./state.ts"
import type { Turn } from "./turn.ts"

/* What a secure study asks of its owners: statistics once, then rounds, and a measurement of the last model. */

/** The owners' statistics are added up, from which the common scaling follows and what each owner weighs. */
export function openStatisticsSum(turn: Turn, owners: readonly ReadyOwner[], then: AfterRound): void {
  const aggregation = newAggregation(turn, owners, turn.plan.deadlines.firstMs)
  turn.enter({ kind: "adding-statistics", then, aggregation })
  turn.show(aggregation.invited, "masking")
  offer(turn, "statistics")
}

/** A round: the owners train and add up what has changed, while their other steps go on beside the training. */
export function openSecureRound(turn: Turn, owners: readonly ReadyOwner[], then: AfterRound): void {
  const number = turn.study.lastRound + 1
  const participants = owners.map(({ participant }) => participant)
  turn.commit({ kind: "round-opened", round: number, cohort: participants })
  turn.log("round-opened", { round: number })
  const lastsMs = phaseMs(turn.plan.deadlines, turn.state.speed.trainingMs)
  const aggregation = newAggregation(turn, owners, lastsMs)
  const { committedRounds } = turn.study
  const round: OpenRound = {
    number,
    cohort: participants.map((participant, place) => ({
      participant,
      seed: trainingSeed(turn.plan.seed, committedRounds, place),
    })),
    needed: survivorsNeeded(turn.study, participants.length),
    openedAtMs: turn.nowMs,
    then,
    score: openScore(participants, "train", turn.nowMs),
  }
  turn.change(participants, { refusals: 0 })
  turn.enter({ kind: "adding-updates", round, aggregation })
  for (const member of round.cohort) askToTrain(turn, round, member, lastsMs)
  turn.change(participants, { holds: turn.study.modelHash })
  turn.show(participants, "training")
  offer(turn, "training")
}

function askToTrain(turn: Turn, round: OpenRound, { participant, seed }: Member, remainingMs: number): void {
  const { scaling, totals, weights, modelHash } = turn.study
  if (scaling === null || totals === null) throw new Error("a secure study trains after its statistics")
  turn.send(
    [participant],
    {
      kind: "round-opened",
      round: round.number,
      cohort: round.cohort.length,
      modelHash,
      scaling: [...scaling],
      totals,
      seed,
      remainingMs,
    },
    turn.owner(participant)?.holds === modelHash ? undefined : weights,
  )
}

/** The owners measure the last model, which no later round will do. */
export function openMeasurementSum(turn: Turn, owners: readonly ReadyOwner[]): void {
  const lastsMs = phaseMs(turn.plan.deadlines, turn.state.speed.trainingMs)
  const aggregation = newAggregation(turn, owners, lastsMs)
  turn.enter({ kind: "adding-measurements", aggregation })
  const { lastCommittedRound, modelHash, weights } = turn.study
  turn.send(
    aggregation.invited,
    {
      kind: "model-averaged",
      round: lastCommittedRound,
      survivors: turn.study.rounds.at(-1)?.survivors ?? owners.length,
      modelHash,
      remainingMs: lastsMs,
    },
    weights,
  )
  turn.change(aggregation.invited, { holds: modelHash })
  turn.show(aggregation.invited, "evaluating")
  offer(turn, "measurement")
}
