import type { TimerName } from "../events.ts"
import { pauseStudy } from "./ending.ts"
import { giveUp } from "./giving-up.ts"
import { awaitedNow } from "./grace.ts"
import { openWhenGathered } from "./opening.ts"
import type { Turn } from "./turn.ts"
import { tellWaits } from "./waiting.ts"

/** A timer has rung. One that rings early, or for a phase that is over, ends nothing. */
export function ring(turn: Turn, timer: TimerName): void {
  if (timer === "notice") {
    tellWaits(turn)
    return
  }
  const endsAtMs = endOf(turn, timer)
  if (endsAtMs === null) return
  if (turn.nowMs < endsAtMs) {
    turn.startTimer(timer, endsAtMs - turn.nowMs)
    return
  }
  if (turn.state.phase.kind === "gathering") {
    if (timer === "quorum") pauseStudy(turn)
    else openWhenGathered(turn)
    return
  }
  const reason = timer === "phase" ? "deadline" : "too-few-survivors"
  giveUp(turn, awaitedNow(turn.state), { state: "dropped", code: null }, reason)
}

/** When this timer's time is up in the present phase; null when it has none there. */
function endOf({ state: { phase } }: Turn, timer: Exclude<TimerName, "notice">): number | null {
  switch (phase.kind) {
    case "gathering":
      if (timer === "phase") return null
      return timer === "quorum" ? phase.givesUpAtMs : phase.settlesAtMs
    case "training":
    case "evaluating":
      if (timer === "quorum") return null
      return timer === "phase" ? phase.limit.deadlineAtMs : phase.limit.graceEndsAtMs
    // The aggregation keeps its own deadlines.
    case "adding-statistics":
    case "adding-updates":
    case "adding-measurements":
      return timer === "grace" ? phase.aggregation.limit.graceEndsAtMs : null
    case "resting":
    case "ended":
      return null
  }
}
