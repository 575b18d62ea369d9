import type { ModelHash } from "@tutti/protocol"
import type { CommittedStudy } from "../committed.ts"
import type { CoordinatorEvent } from "../events.ts"
import { roundOf } from "./measuring.ts"
import { refuse } from "./refusing.ts"
import type { Turn } from "./turn.ts"

/** A committed model for an owner that took part; one that only looked has no claim to it. */
export function giveResult(
  turn: Turn,
  { participant, which }: Extract<CoordinatorEvent, { kind: "want-result" }>,
): void {
  const { known, scaling } = turn.study
  const model = which === "best" ? bestModel(turn.study) : lastModel(turn.study)
  if (!known.has(participant)) refuse(turn, participant, "want-result", "E_NOT_READY")
  else if (model === null || scaling === null) refuse(turn, participant, "want-result", "E_NO_RESULT")
  else {
    const { weights, ...about } = model
    turn.send([participant], { kind: "result", which, ...about, scaling: [...scaling] }, weights)
  }
}

type Model = { round: number; modelHash: ModelHash; weights: Float32Array }

/** The current model, under the round that made it: after a rollback that is not the last one. */
function lastModel(study: CommittedStudy): Model | null {
  const made = roundOf(study)
  return made ? { round: made.round, modelHash: study.modelHash, weights: study.weights } : null
}

function bestModel({ bestRound, bestWeights, rounds }: CommittedStudy): Model | null {
  const metrics = rounds.find(({ round }) => round === bestRound)?.metrics
  return metrics && bestWeights
    ? { round: bestRound, modelHash: metrics.modelHash, weights: bestWeights }
    : null
}
