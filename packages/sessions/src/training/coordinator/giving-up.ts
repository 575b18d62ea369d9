import type { AbandonReason, ParticipantId } from "@tutti/protocol"
import { leaveAggregation } from "./aggregating.ts"
import { giveUpEvaluation } from "./evaluating.ts"
import type { Fate } from "./fate.ts"
import { giveUpTraining } from "./training.ts"
import type { Turn } from "./turn.ts"

/**
 * The open phase waits for these owners no more. Only this phase: it may end by that, and the next one may ask them
 * again.
 */
export function giveUp(
  turn: Turn,
  participants: readonly ParticipantId[],
  fate: Fate,
  reason: AbandonReason = "too-few-survivors",
): void {
  switch (turn.state.phase.kind) {
    case "training":
      giveUpTraining(turn, participants, fate, reason)
      break
    case "evaluating":
      giveUpEvaluation(turn, participants, fate)
      break
    case "adding-statistics":
    case "adding-updates":
    case "adding-measurements":
      leaveAggregation(turn, participants, fate)
      break
    case "resting":
    case "gathering":
    case "ended":
      break
  }
}
