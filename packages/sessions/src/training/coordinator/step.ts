import type { CoordinatorEffect, CoordinatorEvent } from "../events.ts"
import { phaseBegun, receiveStep, refuseStep, stepTaken } from "./aggregating.ts"
import { obey } from "./commands.ts"
import { receiveEvaluation } from "./evaluating.ts"
import { freeze } from "./freezing.ts"
import { giveUp } from "./giving-up.ts"
import { isAwaitedNow } from "./grace.ts"
import { aggregationAbandoned, aggregationOpened } from "./opened.ts"
import { logRefusal } from "./refusing.ts"
import { giveResult } from "./results.ts"
import { activity, connected, disconnected, enrolled, fellAsleep, left, ready, wokeUp } from "./roster.ts"
import type { Coordinator } from "./state.ts"
import { ring } from "./timers.ts"
import { receiveUpdate, rememberLate } from "./training.ts"
import { Turn } from "./turn.ts"
import { scheduleNotice } from "./waiting.ts"

export type Step = { state: Coordinator; effects: readonly CoordinatorEffect[] }

/** What follows from an event: a new state, and effects to be carried out in their order. Nothing else happens. */
export function step(state: Coordinator, event: CoordinatorEvent): Step {
  const turn = new Turn(state, event.nowMs)
  takeIn(turn, event)
  scheduleNotice(turn, state)
  return { state: turn.state, effects: turn.effects }
}

function takeIn(turn: Turn, event: CoordinatorEvent) {
  switch (event.kind) {
    case "command":
      return obey(turn, event.command)
    case "freeze":
      return freeze(turn, event.roster)
    case "connected":
      return connected(turn, event)
    case "disconnected":
      return disconnected(turn, event)
    case "fell-asleep":
      return fellAsleep(turn, event)
    case "woke-up":
      return wokeUp(turn, event)
    case "ready":
      return ready(turn, event)
    case "enrolled":
      return enrolled(turn, event)
    case "aggregation-step":
      return receiveStep(turn, event)
    case "aggregation-phase":
      return phaseBegun(turn, event)
    case "aggregation-taken":
      return stepTaken(turn, event)
    case "aggregation-refused":
      return refuseStep(turn, event, event.code)
    case "aggregation-opened":
      return aggregationOpened(turn, event)
    case "aggregation-abandoned":
      return aggregationAbandoned(turn, event)
    case "activity":
      return activity(turn, event)
    case "left":
      return left(turn, event)
    case "update":
      return receiveUpdate(turn, event)
    case "evaluation":
      return receiveEvaluation(turn, event)
    case "failed":
      return failed(turn, event)
    case "want-result":
      return giveResult(turn, event)
    case "timer":
      return ring(turn, event.timer)
  }
}

/** An owner's machine could not do what the open round asked, or says how late it was for one that is over. */
function failed(
  turn: Turn,
  { participant, round, code }: Extract<CoordinatorEvent, { kind: "failed" }>,
): void {
  if (code === "E_LATE") rememberLate(turn, participant, round)
  const isNews = askedFor(turn.state) === round && isAwaitedNow(turn.state, participant)
  if (!isNews) return
  logRefusal(turn, participant, code, round)
  giveUp(turn, [participant], { state: "failed", code })
}

/** The round that the open phase asks owners about: the open one, or the last one, whose model they measure. */
function askedFor({ phase, committed }: Coordinator): number | null {
  if (phase.kind === "adding-measurements") return committed.lastCommittedRound
  return "round" in phase ? phase.round.number : null
}
