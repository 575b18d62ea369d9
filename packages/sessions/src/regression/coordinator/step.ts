import { endRun } from "./ending.ts"
import type { CoordinatorEffect, CoordinatorEvent } from "./events.ts"
import { connected, disconnected, enrolled, freeze, left, readinessTold } from "./roster.ts"
import { runFailed, runMessage, start, stepDeadline } from "./running.ts"
import type { RegressionCoordinator } from "./state.ts"
import { sumHappened, sumMessage } from "./sums.ts"
import { Turn } from "./turn.ts"
import { scheduleNotice, tellWaits } from "./waiting.ts"

export type CoordinatorStep = {
  readonly state: RegressionCoordinator
  readonly effects: readonly CoordinatorEffect[]
}

/** What follows from an event at the relay: a new state, and effects to be carried out in their order. */
export function coordinatorStep(state: RegressionCoordinator, event: CoordinatorEvent): CoordinatorStep {
  const turn = new Turn(state, event.nowMs)
  takeIn(turn, event)
  scheduleNotice(turn, state)
  return { state: turn.state, effects: turn.effects }
}

function takeIn(turn: Turn, event: CoordinatorEvent): void {
  switch (event.kind) {
    case "command":
      if (event.command === "start") start(turn)
      else if (event.command === "stop") stop(turn)
      else turn.effects.push({ kind: "refuse-command", code: "E_WRONG_STATE" })
      return
    case "freeze":
      freeze(turn, event.roster)
      return
    case "connected":
      connected(turn, event)
      return
    case "disconnected":
      disconnected(turn, event)
      return
    case "received":
      hear(turn, event)
      return
    case "timer":
      if (event.timer === "notice") tellWaits(turn)
      else stepDeadline(turn)
      return
    default:
      sumHappened(turn, event)
  }
}

function hear(turn: Turn, event: Extract<CoordinatorEvent, { kind: "received" }>): void {
  const { participant, message, payload } = event
  switch (message.kind) {
    case "enrol":
      enrolled(turn, participant, message.studyHash)
      return
    case "readiness":
      readinessTold(turn, participant, message.findings)
      return
    case "leave":
      left(turn, participant)
      return
    case "run-failed":
      runFailed(turn, participant, message)
      return
    case "aggregation":
      sumMessage(turn, participant, message, payload)
      return
    default:
      runMessage(turn, event)
  }
}

/** For good: an open run ends, and there is no other. */
function stop(turn: Turn): void {
  const { state } = turn.study
  if (state === "finished" || state === "stopped") {
    turn.effects.push({ kind: "refuse-command", code: "E_STUDY_CLOSED" })
    return
  }
  endRun(turn, { reason: "stopped" })
  turn.commit({ kind: "stopped" })
  turn.log("stopped")
}
