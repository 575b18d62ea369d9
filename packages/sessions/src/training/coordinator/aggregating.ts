import type { AbandonReason, ParticipantId, RosterState } from "@tutti/protocol"
import type { CoordinatorEvent } from "../events.ts"
import { availableAmong } from "./availability.ts"
import type { Fate } from "./fate.ts"
import { limitGrace } from "./grace.ts"
import { isStillAsked, nextPhase, type OpenAggregation, summed } from "./open-aggregation.ts"
import { refuse } from "./refusing.ts"
import type { AddingPhase } from "./state.ts"
import { rememberLate } from "./training.ts"
import type { Turn } from "./turn.ts"
import { isWorking } from "./working.ts"

type Happened<Kind extends CoordinatorEvent["kind"]> = Extract<CoordinatorEvent, { kind: Kind }>

/** A step arrives: it goes on to the aggregation that runs, if it is of it. */
export function receiveStep(turn: Turn, arrived: Happened<"aggregation-step">): void {
  const { participant, number, step, bytes } = arrived
  const { study } = turn
  // Its sum was open before the last owners' shares came, through no fault of theirs.
  if (step === "unmask" && number === study.finishedAggregation?.number) return
  const aggregation = openAggregationOf(turn)
  if (study.spec.mode !== "secure") refuse(turn, participant, "aggregation", "E_WRONG_STATE")
  else if (aggregation?.number === number && aggregation.members.has(participant))
    turn.effects.push({ kind: "aggregation-message", number, participant, step, bytes })
  else refuseStep(turn, arrived, "E_SA_OUT_OF_TURN")
}

/** Tells an owner why its step does not count. One that comes too late for its round tells how slow its owner is. */
export function refuseStep(
  turn: Turn,
  { participant, number, step }: Pick<Happened<"aggregation-step">, "participant" | "number" | "step">,
  code: Happened<"aggregation-refused">["code"],
): void {
  const { lastAggregation, opened, rounds } = turn.study
  const round = opened?.round ?? rounds.at(-1)?.round ?? null
  const isLate = step === "masked" && code === "E_SA_OUT_OF_TURN" && number === lastAggregation
  if (isLate && round !== null) rememberLate(turn, participant, round)
  refuse(turn, participant, "aggregation", code, opened?.round ?? null)
}

/** A step counts. */
export function stepTaken(turn: Turn, taken: Happened<"aggregation-taken">): void {
  const { participant, number, step, payloadBytes } = taken
  const aggregation = openAggregationOf(turn)
  if (aggregation?.number !== number) return
  change(turn, {
    answered: aggregation.answered.with(participant, true),
    bytesUp: aggregation.bytesUp.with(
      participant,
      (aggregation.bytesUp.get(participant) ?? 0) + payloadBytes,
    ),
    ...(step === "masked" && { slowestVectorAtMs: turn.nowMs }),
  })
  if (step === "masked" || step === "unmask") {
    turn.show([participant], "waiting")
    turn.note([participant], { phase: "wait", fromMs: turn.nowMs })
  }
  limitGrace(turn)
}

/** The aggregation goes on to its next phase; who was not quick enough for the last is out of it. */
export function phaseBegun(turn: Turn, { number, phase, asked }: Happened<"aggregation-phase">): void {
  const before = openAggregationOf(turn)
  if (before?.number !== number || before.phase === phase) return
  const after = nextPhase(before, phase, asked, turn.nowMs)
  turn.cancelTimer("grace")
  change(turn, after)
  const lost = [...before.members].filter((id) => !after.members.has(id))
  const dropped = lost.filter((id) => isWorking(turn.owner(id)?.state))
  turn.show(dropped, "dropped")
  turn.note(lost, { phase: "dropped", fromMs: turn.nowMs })
  for (const participant of after.gone)
    if (after.asked.has(participant)) turn.effects.push({ kind: "owner-gone", number, participant })
  if (phase === "confirming" || phase === "opening") {
    const there = availableAmong(turn.state, asked)
    turn.show(there, "unmasking")
    turn.note(there, { phase: "unmask", fromMs: turn.nowMs })
  }
  limitGrace(turn)
}

/** These owners answer no more in the open aggregation; a vector that they sent stays in its sum. */
export function leaveAggregation(turn: Turn, participants: readonly ParticipantId[], fate?: Fate): void {
  const aggregation = openAggregationOf(turn)
  if (!aggregation) return
  const leaving = participants.filter((id) => aggregation.members.has(id) && !aggregation.gone.has(id))
  if (leaving.length === 0) return
  const { number } = aggregation
  const inTheSum = new Set(summed(aggregation))
  for (const participant of leaving)
    if (isStillAsked(aggregation, participant)) turn.effects.push({ kind: "owner-gone", number, participant })
  change(turn, { gone: new Set([...aggregation.gone, ...leaving]) })
  if (fate) turn.show(leaving, fate.state, fate.code)
  const out = leaving.filter((id) => !inTheSum.has(id))
  turn.note(out, { phase: "dropped", fromMs: turn.nowMs })
  limitGrace(turn)
}

/** The invited wipe what they hold of it; nothing of it is opened. */
export function endAggregation(turn: Turn, reason: AbandonReason): void {
  const aggregation = openAggregationOf(turn)
  if (!aggregation) return
  const { number, invited } = aggregation
  turn.effects.push({ kind: "stop-aggregation", number })
  turn.send(invited, { kind: "aggregation-ended", number, reason })
}

/** What an owner does in this phase while it is waited for. */
export function workIn({ kind, aggregation }: AddingPhase): RosterState {
  if (aggregation.phase === "confirming" || aggregation.phase === "opening") return "unmasking"
  switch (kind) {
    case "adding-statistics":
      return "masking"
    case "adding-updates":
      return "training"
    case "adding-measurements":
      return "evaluating"
  }
}

function openAggregationOf({ state: { phase } }: Turn): OpenAggregation | undefined {
  return "aggregation" in phase ? phase.aggregation : undefined
}

function change(turn: Turn, changed: Partial<OpenAggregation>): void {
  const { phase } = turn.state
  if ("aggregation" in phase)
    turn.set({ phase: { ...phase, aggregation: { ...phase.aggregation, ...changed } } })
}
