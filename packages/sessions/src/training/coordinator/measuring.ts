import { type CommittedStudy, isBest } from "../committed.ts"
import type { OwnMeasurement } from "../secure/sums.ts"
import { listeners } from "./availability.ts"
import type { Turn } from "./turn.ts"

/** So many times the best loss, and so much more than it, is not bad luck. */
const RUN_AWAY_FACTOR = 2
const RUN_AWAY_LOSS = 0.5

/**
 * Takes in what the owners measured of the model that they hold, if it is news: the round that made it gets its
 * validation, and may be the best by it.
 */
export function takeMeasurement(turn: Turn, { loss, accuracy }: OwnMeasurement): "ran-away" | "fine" {
  const { study } = turn
  const measured = roundOf(study)?.metrics
  if (!measured || measured.validationLoss !== null) return "fine"
  const { round } = measured
  const bestLoss = bestMeasuredLoss(study)
  const measurement = { round, validationLoss: loss, validationAccuracy: accuracy }
  const best = isBest(study, { ...measured, ...measurement })
  turn.commit({ kind: "round-measured", ...measurement, best })
  turn.send(listeners(turn.state), { kind: "round-measured", ...measurement })
  const ranAway = bestLoss !== null && loss > RUN_AWAY_FACTOR * bestLoss && loss > bestLoss + RUN_AWAY_LOSS
  return ranAway ? "ran-away" : "fine"
}

/** The best model becomes the current one again. */
export function rollBack(turn: Turn): void {
  turn.commit({ kind: "rolled-back" })
  turn.log("rolled-back", { round: turn.study.bestRound })
}

/** The round whose model is the current one. */
export function roundOf({ rounds, modelHash }: CommittedStudy) {
  return rounds.findLast(({ metrics }) => metrics?.modelHash === modelHash)
}

function bestMeasuredLoss({ rounds, bestRound }: CommittedStudy): number | null {
  return rounds.find(({ round }) => round === bestRound)?.metrics?.validationLoss ?? null
}
