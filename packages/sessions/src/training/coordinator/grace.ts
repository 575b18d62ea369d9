import type { ParticipantId } from "@tutti/protocol"
import { isAvailable } from "./availability.ts"
import { awaited, isAwaited } from "./collection.ts"
import { RECONNECT_GRACE_MS } from "./deadlines.ts"
import type { Coordinator, EvaluatingPhase } from "./state.ts"
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
  if (phase.kind !== "training" && phase.kind !== "evaluating") return
  const isThere = (participant: ParticipantId) => isAvailable(turn.owner(participant))
  const allAway =
    phase.kind === "training"
      ? !phase.round.cohort.some(({ participant: id }) => isAwaited(phase.collection, id) && isThere(id))
      : !phase.survivors.some((id) => !isSettled(phase, id) && isThere(id))
  if (allAway === (phase.limit.graceEndsAtMs !== null)) return
  const graceEndsAtMs = allAway ? Math.min(phase.limit.deadlineAtMs, turn.nowMs + RECONNECT_GRACE_MS) : null
  turn.set({ phase: { ...phase, limit: { ...phase.limit, graceEndsAtMs } } })
  if (graceEndsAtMs === null) turn.cancelTimer("grace")
  else turn.startTimer("grace", graceEndsAtMs - turn.nowMs)
}

function isSettled({ evaluations, gone }: EvaluatingPhase, participant: ParticipantId): boolean {
  return evaluations.has(participant) || gone.has(participant)
}
