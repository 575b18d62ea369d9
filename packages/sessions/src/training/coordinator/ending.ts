import { type Measurement, mergeMeasurements } from "@tutti/learning"
import type { AbandonReason, ParticipantId, RoundMetrics } from "@tutti/protocol"
import { isBest } from "../committed.ts"
import { listeners } from "./availability.ts"
import { survivors } from "./collection.ts"
import { openOrGather } from "./opening.ts"
import { rememberScore } from "./score.ts"
import type { AfterRound, Candidate, EvaluatingPhase, OpenRound } from "./state.ts"
import type { Turn } from "./turn.ts"

/** Abandoned rounds in a row after which the study pauses itself: something is wrong that waiting does not mend. */
const ABANDONED_IN_A_ROW = 3

/** The round's model becomes the study's. */
export function commitRound(
  turn: Turn,
  round: OpenRound,
  candidate: Candidate,
  survivors: readonly ParticipantId[],
  evaluations: EvaluatingPhase["evaluations"],
): void {
  const validation = mergeValidation(evaluations.values())
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
  const best = isBest(turn.study, metrics)
  turn.commit({ kind: "round-committed", metrics, weights, server, survivors, best })
  turn.log("round-committed", { round: round.number })
  turn.send(listeners(turn.state), { kind: "round-closed", metrics })
  turn.set({ abandonedInARow: 0 })
  closeRound(turn, round)
  if (turn.study.committedRounds >= turn.plan.rounds) endStudy(turn, "finished")
  else goOn(turn, round.then)
}

/** The open round ends without a model; nothing of what was collected is kept or released. */
export function abandonRound(turn: Turn, reason: AbandonReason): void {
  const { phase } = turn.state
  if (phase.kind !== "training" && phase.kind !== "evaluating") return
  const { round } = phase
  const left = phase.kind === "training" ? survivors(round, phase.collection) : phase.survivors
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
  const hopeless = reason === "diverged" || turn.state.abandonedInARow >= ABANDONED_IN_A_ROW
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
  const working = round.cohort
    .map(({ participant }) => participant)
    .filter((id) => ["training", "uploading", "evaluating", "waiting"].includes(turn.owner(id)?.state ?? ""))
  turn.show(working, "ready")
}

function goOn(turn: Turn, then: AfterRound): void {
  if (then === "pause") pauseStudy(turn)
  else openOrGather(turn, then)
}

/** Over all validation rows that were measured; null when there are none. */
function mergeValidation(parts: readonly Measurement[]): Measurement | null {
  return parts.some(({ examples }) => examples > 0) ? mergeMeasurements(parts) : null
}
