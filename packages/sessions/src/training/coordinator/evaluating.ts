import { type Measurement, mergeMeasurements } from "@tutti/learning"
import type { ParticipantId, RefusalCode } from "@tutti/protocol"
import type { CoordinatorEvent } from "../events.ts"
import { availableAmong } from "./availability.ts"
import { ByOwner } from "./by-owner.ts"
import { phaseMs, slowest } from "./deadlines.ts"
import { commitRound } from "./ending.ts"
import type { Fate } from "./fate.ts"
import { awaitedNow, limitGrace } from "./grace.ts"
import { refuse } from "./refusing.ts"
import type { Candidate, Coordinator, DeclaredMember, OpenRound } from "./state.ts"
import type { Turn } from "./turn.ts"

type Arrived = Extract<CoordinatorEvent, { kind: "evaluation" }>

/**
 * The round has its model: the survivors get it and measure it on their validation rows. Where nobody holds any, the
 * round is committed at once and the model goes out with the next round.
 */
export function openEvaluation(
  turn: Turn,
  round: OpenRound<DeclaredMember>,
  candidate: Candidate,
  survivors: readonly ParticipantId[],
): void {
  const surviving = new Set(survivors)
  const rows = round.cohort.reduce(
    (sum, { participant, validationRows }) => sum + (surviving.has(participant) ? validationRows : 0),
    0,
  )
  if (rows === 0) {
    commitRound(turn, round, candidate, survivors, null)
    return
  }
  const lastsMs = phaseMs(turn.plan.deadlines, turn.state.speed.evaluatingMs)
  turn.enter({
    kind: "evaluating",
    round,
    candidate,
    survivors,
    evaluations: ByOwner.none(survivors),
    gone: new Set(survivors.filter((id) => turn.owner(id)?.state === "left")),
    limit: { openedAtMs: turn.nowMs, deadlineAtMs: turn.nowMs + lastsMs, graceEndsAtMs: null },
  })
  turn.startTimer("phase", lastsMs)
  askToEvaluate(turn, awaitedNow(turn.state))
  settleEvaluation(turn)
}

/** Sends the new model to be measured, or sends it again to an owner that has come back. */
export function askToEvaluate(turn: Turn, participants: readonly ParticipantId[]): void {
  const { phase } = turn.state
  if (phase.kind !== "evaluating") return
  const { candidate, survivors, limit, round } = phase
  turn.send(
    participants,
    {
      kind: "model-averaged",
      round: round.number,
      survivors: survivors.length,
      modelHash: candidate.modelHash,
      remainingMs: limit.deadlineAtMs - turn.nowMs,
    },
    candidate.weights,
  )
  turn.change(participants, { holds: candidate.modelHash })
  turn.show(availableAmong(turn.state, participants), "evaluating")
  turn.note(participants, { phase: "evaluate", fromMs: turn.nowMs })
}

/** A measurement arrives: it counts, or its owner learns why not. The model stands either way. */
export function receiveEvaluation(turn: Turn, arrived: Arrived): void {
  const { participant, round } = arrived
  const misplaced = refusePlace(turn.state, arrived)
  if (misplaced) {
    refuse(turn, participant, "evaluation", misplaced, round)
    return
  }
  const { phase } = turn.state
  if (phase.kind !== "evaluating") return
  const member = phase.round.cohort.find((one) => one.participant === participant)
  const code = refuseMeasurement(arrived, member?.validationRows ?? 0)
  if (code) {
    refuse(turn, participant, "evaluation", code, round)
    giveUpEvaluation(turn, [participant], { state: "failed", code })
    return
  }
  const { examples, loss, accuracy } = arrived
  const afterMs = turn.nowMs - phase.limit.openedAtMs
  const evaluations = phase.evaluations.with(participant, { examples, loss, accuracy, afterMs })
  turn.set({ phase: { ...phase, evaluations } })
  turn.show([participant], "waiting")
  turn.note([participant], { phase: "wait", fromMs: turn.nowMs })
  settleEvaluation(turn)
}

/** These survivors will not measure any more: their update still counts. */
export function giveUpEvaluation(
  turn: Turn,
  participants: readonly ParticipantId[],
  { state, code }: Fate,
): void {
  const { phase } = turn.state
  if (phase.kind !== "evaluating") return
  const gone = awaitedNow(turn.state).filter((id) => participants.includes(id))
  turn.set({ phase: { ...phase, gone: new Set([...phase.gone, ...gone]) } })
  turn.show(gone, state, code)
  turn.note(gone, { phase: "dropped", fromMs: turn.nowMs })
  settleEvaluation(turn)
}

function settleEvaluation(turn: Turn): void {
  const { phase } = turn.state
  if (phase.kind !== "evaluating") return
  if (phase.evaluations.size + phase.gone.size < phase.survivors.length) {
    limitGrace(turn)
    return
  }
  const evaluatingMs = slowest(phase.evaluations.values()) ?? turn.state.speed.evaluatingMs
  turn.set({ speed: { ...turn.state.speed, evaluatingMs } })
  commitRound(
    turn,
    phase.round,
    phase.candidate,
    phase.survivors,
    mergeValidation(phase.evaluations.values()),
  )
}

/** Over all validation rows that were measured; null when there are none. */
function mergeValidation(parts: readonly Measurement[]): Measurement | null {
  return parts.some(({ examples }) => examples > 0) ? mergeMeasurements(parts) : null
}

function refusePlace(
  { phase, committed, roster }: Coordinator,
  { participant, round }: Arrived,
): RefusalCode | null {
  if (committed.spec.mode === "secure") return "E_WRONG_STATE"
  if (phase.kind === "ended") return "E_STUDY_CLOSED"
  if (!roster.get(participant)?.agreement) return "E_NOT_READY"
  if (round > committed.lastRound) return "E_WRONG_STATE"
  if (!("round" in phase) || round < phase.round.number) return "E_LATE"
  if (phase.kind !== "evaluating") return "E_WRONG_STATE"
  if (!phase.survivors.includes(participant)) return "E_NOT_IN_COHORT"
  if (phase.evaluations.has(participant)) return "E_DUPLICATE"
  return phase.gone.has(participant) ? "E_LATE" : null
}

function refuseMeasurement({ examples, loss, accuracy }: Arrived, rows: number): RefusalCode | null {
  if (examples !== rows) return "E_EXAMPLES"
  return Number.isFinite(loss) && (accuracy === null || Number.isFinite(accuracy)) ? null : "E_NOT_FINITE"
}
