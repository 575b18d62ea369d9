import type { RelayMessage } from "@tutti/protocol"
import { hashModel } from "../committed.ts"
import { admitted, challenged, disconnected, refused, signed } from "./connecting.ts"
import type { ParticipantEffect, ParticipantEvent } from "./events.ts"
import { enter } from "./ledger.ts"
import { NOTHING, type Participant } from "./state.ts"
import { Turn } from "./turn.ts"
import { accepted, agree, leave, pause, resume, wantResult } from "./wishes.ts"
import {
  delivered,
  evaluated,
  failed,
  modelAveraged,
  roundAbandoned,
  roundClosed,
  roundOpened,
  trained,
  undelivered,
} from "./working.ts"

export type ParticipantStep = { state: Participant; effects: readonly ParticipantEffect[] }

/** What follows from an event at the owner's side: a new state, and effects to be carried out in their order. */
export function participantStep(state: Participant, event: ParticipantEvent): ParticipantStep {
  const turn = new Turn(state, event.nowMs)
  takeIn(turn, event)
  return { state: turn.state, effects: turn.effects }
}

function takeIn(turn: Turn, event: ParticipantEvent) {
  const { view, over } = turn.state
  switch (event.kind) {
    case "received":
      turn.show({ bytesIn: view.bytesIn + event.bytes })
      return over === null || over === "ended" ? hear(turn, event.message, event.weights) : undefined
    case "signed":
      return signed(turn, event)
    case "disconnected":
      return disconnected(turn)
    case "data-checked":
      return turn.send({ kind: "activity", activity: "data-checked" })
    case "agreed":
      return agree(turn, event)
    case "pause":
      return pause(turn)
    case "resume":
      return resume(turn)
    case "leave":
      return leave(turn)
    case "want-result":
      return wantResult(turn, event)
    case "trainer":
      return turn.show({ backend: event.backend })
    case "trained":
      return trained(turn, event)
    case "evaluated":
      return evaluated(turn, event)
    case "failed":
      return failed(turn, event)
    case "sent":
      return turn.set({ view: enter(view, event.message, event.bytes, event.nowMs) })
    case "delivered":
      return delivered(turn, event)
    case "undelivered":
      return undelivered(turn, event)
  }
}

function hear(turn: Turn, message: RelayMessage, weights: Float32Array | undefined) {
  switch (message.kind) {
    case "challenge":
      return challenged(turn, message)
    case "admitted":
      return admitted(turn, message)
    case "refused":
      return refused(turn, message)
    case "waiting": {
      const { for: subject, have, need, remainingMs } = message
      accepted(turn)
      return turn.show({ wait: { for: subject, have, need, remainingMs, sinceMs: turn.nowMs } })
    }
    case "round-opened":
      accepted(turn)
      return roundOpened(turn, message, weights)
    case "model-averaged":
      accepted(turn)
      return modelAveraged(turn, message, weights)
    case "round-closed":
      return roundClosed(turn, message)
    case "round-abandoned":
      return roundAbandoned(turn, message)
    case "study-paused":
      return turn.show({ wait: { for: "admin", have: 0, need: 1, remainingMs: null, sinceMs: turn.nowMs } })
    case "study-ended": {
      const { outcome, bestRound, lastRound } = message
      turn.set({ over: "ended", task: NOTHING })
      return turn.show({ outcome: { kind: outcome, bestRound, lastRound }, wait: null })
    }
    case "result":
      return resultCame(turn, message, weights)
  }
}

/** The result that was asked for, if it is what its hash says. */
function resultCame(
  turn: Turn,
  { which, round, modelHash, scaling }: Extract<RelayMessage, { kind: "result" }>,
  weights: Float32Array | undefined,
): void {
  if (turn.state.wanted !== which) return
  turn.set({ wanted: null })
  const isWhole = weights !== undefined && hashModel(weights) === modelHash
  turn.do({
    kind: "answer-result",
    answer: isWhole
      ? { ok: true, value: { which, round, modelHash, scaling, weights } }
      : { ok: false, refusal: "E_TRANSFER" },
  })
}
