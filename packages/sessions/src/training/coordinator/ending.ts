import type { AbandonReason, ParticipantId, RoundMetrics } from "@tutti/protocol"
import { isBest } from "../committed.ts"
import { availableOwners, listeners } from "./availability.ts"
import { survivors } from "./collection.ts"
import { summed } from "./open-aggregation.ts"
import { openOrGather } from "./opening.ts"
import { ownersNeeded } from "./quorum.ts"
import { rememberScore } from "./score.ts"
import { openMeasurementSum } from "./secure-opening.ts"
import type { AfterRound, Candidate, OpenRound, Phase } from "./state.ts"
import type { Turn } from "./turn.ts"
import { isWorking } from "./working.ts"

/** Abandoned rounds in a row after which the study pauses itself: something is wrong that waiting does not mend. */
const ABANDONED_IN_A_ROW = 3

/** The round's model becomes the study's. @param validation its measurement, where there is one already */
export function commitRound(
  turn: Turn,
  round: OpenRound,
  candidate: Candidate,
  survivors: readonly ParticipantId[],
  validation: { loss: number; accuracy: number | null } | null,
): void {
  const metrics: RoundMetrics = {
    round: round.number,
    cohort: round.cohort.length,
    survivors: survivors.length,
    trainLoss: candidate.trainLoss,
    trainAccuracy: candidate.trainAccuracy,
    validationLoss: validation?.loss ?? null,
    validationAccuracy: validation?.accuracy ?? null,
    seconds: (turn.nowMs - round.openedAtMs) / 1_000,
    bytesUpPerOwner: candidate.bytesUpPerOwner,
    modelHash: candidate.modelHash,
  }
  const { weights, server } = candidate
  // Where a measurement follows it decides; until there is one, the first model is the best.
  const best = (!isMeasuredLater(turn) || turn.study.bestRound === 0) && isBest(turn.study, metrics)
  turn.commit({ kind: "round-committed", metrics, weights, server, survivors, best })
  turn.log("round-committed", { round: round.number })
  turn.send(listeners(turn.state), { kind: "round-closed", metrics })
  turn.set({ abandonedInARow: 0 })
  closeRound(turn, round)
  if (turn.study.committedRounds >= turn.plan.rounds) finishStudy(turn)
  else goOn(turn, round.then)
}

/**
 * The open round ends without a model; nothing of what was collected is kept or released.
 * @param after "go-on" where what has diverged was put right.
 */
export function abandonRound(turn: Turn, reason: AbandonReason, after: "judge" | "go-on" = "judge"): void {
  const { phase } = turn.state
  if (!("round" in phase)) return
  const { round } = phase
  const left = contributors(phase)
  turn.commit({ kind: "round-abandoned", round: round.number, reason, survivors: left })
  turn.log("round-abandoned", { round: round.number, code: reason })
  turn.send(listeners(turn.state), {
    kind: "round-abandoned",
    round: round.number,
    reason,
    survivors: left.length,
    needed: round.needed,
  })
  turn.set({ abandonedInARow: turn.state.abandonedInARow + 1 })
  closeRound(turn, round)
  if (reason === "stopped") return
  // The same owners with the same seeds would diverge again: a person has to change something first.
  const hopeless =
    (reason === "diverged" && after === "judge") || turn.state.abandonedInARow >= ABANDONED_IN_A_ROW
  goOn(turn, hopeless ? "pause" : round.then)
}

/** No round any more until somebody starts again. */
export function pauseStudy(turn: Turn): void {
  turn.enter({ kind: "resting" })
  if (turn.study.state !== "paused") turn.commit({ kind: "state", state: "paused" })
  turn.log("paused")
  turn.send(listeners(turn.state), { kind: "study-paused" })
}

export function endStudy(turn: Turn, outcome: "finished" | "stopped"): void {
  turn.enter({ kind: "ended" })
  turn.commit({ kind: "state", state: outcome })
  turn.log(outcome)
  turn.send(listeners(turn.state), studyEnded(turn, outcome))
}

export function studyEnded({ study }: Turn, outcome: "finished" | "stopped") {
  return {
    kind: "study-ended",
    outcome,
    bestRound: study.bestRound,
    lastRound: study.lastCommittedRound,
  } as const
}

function closeRound(turn: Turn, round: OpenRound): void {
  const ended = { round: round.number, score: round.score, endedAtMs: turn.nowMs }
  turn.set({ recentScores: rememberScore(turn.state.recentScores, ended) })
  settleOwners(
    turn,
    round.cohort.map(({ participant }) => participant),
  )
}

/** What these owners worked at is over. */
export function settleOwners(turn: Turn, participants: readonly ParticipantId[]): void {
  turn.show(
    participants.filter((id) => isWorking(turn.owner(id)?.state)),
    "ready",
  )
}

function contributors(phase: Extract<Phase, { round: OpenRound }>): readonly ParticipantId[] {
  switch (phase.kind) {
    case "training":
      return survivors(phase.round, phase.collection)
    case "evaluating":
      return phase.survivors
    case "adding-updates":
      return summed(phase.aggregation)
  }
}

/** After the last round: in a secure study its model is still to be measured, if enough owners are there. */
function finishStudy(turn: Turn): void {
  const owners = availableOwners(turn.state)
  if (isMeasuredLater(turn) && owners.length >= ownersNeeded(turn.study)) openMeasurementSum(turn, owners)
  else endStudy(turn, "finished")
}

function isMeasuredLater({ study }: Turn): boolean {
  return study.totals !== null && study.totals.validationRows > 0
}

function goOn(turn: Turn, then: AfterRound): void {
  if (then === "pause") pauseStudy(turn)
  else openOrGather(turn, then)
}
