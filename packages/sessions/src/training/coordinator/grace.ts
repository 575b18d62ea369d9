import type { ParticipantId } from "@tutti/protocol"
import { isAvailable } from "./availability.ts"
import { awaited, isAwaited } from "./collection.ts"
import { RECONNECT_GRACE_MS } from "./deadlines.ts"
import { isStillAsked, progressIn, stillAsked } from "./open-aggregation.ts"
import type { Coordinator, EvaluatingPhase, Phase } from "./state.ts"
import type { Turn } from "./turn.ts"

/** Whether the open phase waits for this owner's answer at this moment. */
export function isAwaitedNow({ phase }: Coordinator, participant: ParticipantId): boolean {
  switch (phase.kind) {
    case "training":
      return (
        phase.round.cohort.some((member) => member.participant === participant) &&
        isAwaited(phase.collection, participant)
      )
    case "evaluating":
      return phase.survivors.includes(participant) && !isSettled(phase, participant)
    case "adding-statistics":
    case "adding-updates":
    case "adding-measurements":
      return isStillAsked(phase.aggregation, participant)
    case "resting":
    case "gathering":
    case "ended":
      return false
  }
}

/** Owners whose answer the open phase waits for at this moment. */
export function awaitedNow({ phase }: Coordinator): readonly ParticipantId[] {
  switch (phase.kind) {
    case "training":
      return awaited(phase.round, phase.collection)
    case "evaluating":
      return phase.survivors.filter((participant) => !isSettled(phase, participant))
    case "adding-statistics":
    case "adding-updates":
    case "adding-measurements":
      return stillAsked(phase.aggregation)
    case "resting":
    case "gathering":
    case "ended":
      return []
  }
}

/**
 * An owner that has lost its connection may come back and go on, so the phase waits; but when it waits for nobody
 * else, it waits a short grace instead of the rest of its time. Called whenever somebody answers, goes or comes.
 */
export function limitGrace(turn: Turn): void {
  const { phase } = turn.state
  if (phase.kind === "resting" || phase.kind === "gathering" || phase.kind === "ended") return
  const { limit } = "aggregation" in phase ? phase.aggregation : phase
  const allAway = areAllAway(turn, phase)
  if (allAway === (limit.graceEndsAtMs !== null)) return
  const latestMs = limit.deadlineAtMs ?? Number.POSITIVE_INFINITY
  const graceEndsAtMs = allAway ? Math.min(latestMs, turn.nowMs + RECONNECT_GRACE_MS) : null
  if ("aggregation" in phase) {
    const { aggregation } = phase
    turn.set({
      phase: { ...phase, aggregation: { ...aggregation, limit: { ...aggregation.limit, graceEndsAtMs } } },
    })
  } else turn.set({ phase: { ...phase, limit: { ...phase.limit, graceEndsAtMs } } })
  if (graceEndsAtMs === null) turn.cancelTimer("grace")
  else turn.startTimer("grace", graceEndsAtMs - turn.nowMs)
}

/** Whether nobody is there of those that the phase waits for. */
function areAllAway(turn: Turn, phase: Exclude<Phase, { kind: "resting" | "gathering" | "ended" }>): boolean {
  const isThere = (participant: ParticipantId) => isAvailable(turn.owner(participant))
  switch (phase.kind) {
    case "training":
      return !phase.round.cohort.some(({ participant: id }) => isAwaited(phase.collection, id) && isThere(id))
    case "evaluating":
      return !phase.survivors.some((id) => !isSettled(phase, id) && isThere(id))
    case "adding-statistics":
    case "adding-updates":
    case "adding-measurements": {
      // Between two phases of an aggregation, and while the relay computes, nobody is waited for.
      const { have, need } = progressIn(phase.aggregation)
      if (have >= need) return false
      for (const id of phase.aggregation.asked)
        if (isStillAsked(phase.aggregation, id) && isThere(id)) return false
      return true
    }
  }
}

function isSettled({ evaluations, gone }: EvaluatingPhase, participant: ParticipantId): boolean {
  return evaluations.has(participant) || gone.has(participant)
}
