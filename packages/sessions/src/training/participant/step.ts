import type { RelayMessage } from "@tutti/protocol"
import { admitted, challenged, disconnected, refused, signed } from "./connecting.ts"
import type { ParticipantEffect, ParticipantEvent } from "./events.ts"
import { hearResult, studyEnded, studyPaused, waitingFor } from "./hearing.ts"
import { enter } from "./ledger.ts"
import { secureStep } from "./secure/step.ts"
import type { Participant } from "./state.ts"
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

/**
 * What follows from an event at the owner's side: a new state, and effects to be carried out in their order. Which of
 * the two modes it is, the invite link has decided before the relay said a word.
 */
export function participantStep(state: Participant, event: ParticipantEvent): ParticipantStep {
  const turn = new Turn(state, event.nowMs)
  if (state.secure) secureStep(turn, event)
  else takeIn(turn, event)
  return { state: turn.state, effects: turn.effects }
}

function takeIn(turn: Turn, event: ParticipantEvent) {
  const { view, over } = turn.state
  switch (event.kind) {
    case "received":
      turn.show({ bytesIn: view.bytesIn + event.bytes })
      return over === null || over === "ended" ? hear(turn, event.message, event.payload) : undefined
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
    case "secure":
      return undefined
  }
}

function hear(turn: Turn, message: RelayMessage, payload: Uint8Array | undefined) {
  switch (message.kind) {
    case "challenge":
      return challenged(turn, message)
    case "admitted":
      return admitted(turn, message)
    case "refused":
      return refused(turn, message)
    case "waiting":
      return waitingFor(turn, message)
    case "round-opened":
      accepted(turn)
      return roundOpened(turn, message, payload)
    case "model-averaged":
      accepted(turn)
      return modelAveraged(turn, message, payload)
    case "round-closed":
      return roundClosed(turn, message)
    case "round-abandoned":
      return roundAbandoned(turn, message)
    case "study-paused":
      return studyPaused(turn)
    case "study-ended":
      return studyEnded(turn, message)
    case "result":
      return hearResult(turn, message, payload)
    case "roster-frozen":
    case "aggregation":
    case "aggregation-ended":
    case "round-measured":
      // Words of the secure mode, into which no link without a study key leads.
      return undefined
  }
}
