import type { RefusalCode, StudyCommand } from "@tutti/protocol"
import { endAggregation } from "./aggregating.ts"
import { refuseStart } from "./availability.ts"
import { abandonRound, endStudy, pauseStudy, settleOwners } from "./ending.ts"
import { openOrGather } from "./opening.ts"
import type { AfterRound } from "./state.ts"
import type { Turn } from "./turn.ts"

/** Does what the admin asks, or answers why not; a refused command changes nothing. */
export function obey(turn: Turn, command: StudyCommand["command"]): void {
  const code = turn.state.phase.kind === "ended" ? "E_STUDY_CLOSED" : carryOut(turn, command)
  if (code) turn.effects.push({ kind: "refuse-command", code })
}

function carryOut(turn: Turn, command: StudyCommand["command"]): RefusalCode | null {
  switch (command) {
    case "start":
      return start(turn, "next-round")
    case "next-round":
      return start(turn, "pause")
    case "pause":
      return pause(turn)
    case "stop":
      endAggregation(turn, "stopped")
      abandonRound(turn, "stopped")
      endStudy(turn, "stopped")
      return null
  }
}

/** Begins with a round, or lets a study that was about to pause run on. */
function start(turn: Turn, then: AfterRound): RefusalCode | null {
  const { phase } = turn.state
  if (phase.kind === "resting") {
    const code = refuseStart(turn.state)
    if (code) return code
    runFrom(turn, then)
    turn.set({ abandonedInARow: 0 })
    openOrGather(turn, then)
    return null
  }
  if (then === "pause" || thenOf(turn) !== "pause") return "E_WRONG_STATE"
  runFrom(turn, then)
  change(turn, then)
  return null
}

/** At once between rounds; an open round is finished before. */
function pause(turn: Turn): RefusalCode | null {
  const { phase } = turn.state
  switch (phase.kind) {
    case "resting":
    case "adding-measurements":
    case "ended":
      return "E_WRONG_STATE"
    case "gathering":
      pauseStudy(turn)
      return null
    case "adding-statistics":
      endAggregation(turn, "stopped")
      settleOwners(turn, phase.aggregation.invited)
      pauseStudy(turn)
      return null
    case "training":
    case "evaluating":
    case "adding-updates":
      if (thenOf(turn) === "pause") return "E_WRONG_STATE"
      change(turn, "pause")
      turn.commit({ kind: "state", state: "paused" })
      return null
  }
}

/** A single round leaves the study paused on paper, so that a restart in its middle does not run all the others. */
function runFrom(turn: Turn, then: AfterRound): void {
  const state = then === "pause" ? "paused" : "running"
  if (turn.study.state !== state) turn.commit({ kind: "state", state })
  turn.log("started")
}

function thenOf({ state: { phase } }: Turn): AfterRound | null {
  if ("then" in phase) return phase.then
  return "round" in phase ? phase.round.then : null
}

function change(turn: Turn, then: AfterRound): void {
  const { phase } = turn.state
  if ("then" in phase) turn.set({ phase: { ...phase, then } })
  else turn.changeRound({ then })
}
