import { challenged, disconnected, refused, signed } from "../connecting.ts"
import type { ParticipantEvent } from "../events.ts"
import { hearResult, studyEnded, studyPaused, waitingFor } from "../hearing.ts"
import { enter } from "../ledger.ts"
import type { GuardedTurn } from "../turn.ts"
import { accepted, leave, pause, unpause, wantResult } from "../wishes.ts"
import { admissionChecked, admitted, agree, recordKept, rosterChecked, rosterFrozen } from "./admission.ts"
import type { SecureEvent } from "./events.ts"
import {
  evaluated,
  failed,
  modelAveraged,
  roundAbandoned,
  roundClosed,
  roundMeasured,
  roundOpened,
  trained,
} from "./rounds.ts"
import { NO_WORK, secureOf, setSecure } from "./state.ts"
import {
  aggregationEnded,
  aggregationStep,
  concludeSum,
  delivered,
  leaveSum,
  stepReady,
  sumFailed,
  sumFinished,
  sumRefused,
  vectorWanted,
} from "./sums.ts"

/**
 * What follows from an event in a secure study. There is no way from here to a message that holds plain numbers: the
 * turn has no word for it.
 */
export function secureStep(turn: GuardedTurn, event: ParticipantEvent): void {
  takeIn(turn, event)
  // However it ended, nothing of a sum outlives it.
  if (turn.state.over) leaveSum(turn)
}

function takeIn(turn: GuardedTurn, event: ParticipantEvent) {
  const { view, over } = turn.state
  switch (event.kind) {
    case "received":
      turn.show({ bytesIn: view.bytesIn + event.bytes })
      return over === null || over === "ended" ? hear(turn, event) : undefined
    case "signed":
      return signed(turn, event)
    case "disconnected":
      leaveSum(turn)
      setSecure(turn, { checking: null })
      return disconnected(turn)
    case "data-checked":
      return turn.send({ kind: "activity", activity: "data-checked" })
    case "agreed":
      return agree(turn, event)
    case "pause":
      leaveSum(turn)
      setSecure(turn, { work: NO_WORK })
      return pause(turn)
    case "resume":
      return unpause(turn)
    case "leave":
      leaveSum(turn)
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
    case "sent": {
      const { message, bytes, nowMs } = event
      return turn.set({ view: enter(view, message, bytes, nowMs, secureOf(turn).sum?.round) })
    }
    case "delivered":
      return delivered(turn, event)
    case "undelivered":
      return undelivered(turn, event)
    case "secure":
      return over === null ? learn(turn, event.happened) : undefined
  }
}

/** What the relay says. */
function hear(turn: GuardedTurn, { message, payload }: Extract<ParticipantEvent, { kind: "received" }>) {
  switch (message.kind) {
    case "challenge":
      return challenged(turn, message)
    case "admitted":
      return admitted(turn, message)
    case "refused":
      return refused(turn, message)
    case "waiting":
      return waitingFor(turn, message)
    case "roster-frozen":
      return rosterFrozen(turn, message)
    case "round-opened":
      accepted(turn)
      return roundOpened(turn, message, payload)
    case "model-averaged":
      accepted(turn)
      return modelAveraged(turn, message, payload)
    case "aggregation":
      accepted(turn)
      return aggregationStep(turn, message, payload ?? new Uint8Array(0))
    case "aggregation-ended":
      return aggregationEnded(turn, message)
    case "round-closed":
      return roundClosed(turn, message)
    case "round-measured":
      return roundMeasured(turn, message)
    case "round-abandoned":
      return roundAbandoned(turn, message)
    case "study-paused":
      return studyPaused(turn)
    case "study-ended":
      concludeSum(turn)
      setSecure(turn, { work: NO_WORK })
      return studyEnded(turn, message)
    case "result":
      return hearResult(turn, message, payload)
  }
}

/** What this machine says. */
function learn(turn: GuardedTurn, happened: SecureEvent) {
  switch (happened.kind) {
    case "admission-checked":
      return admissionChecked(turn, happened)
    case "roster-checked":
      return rosterChecked(turn, happened)
    case "record-kept":
      return recordKept(turn, happened)
    case "vector-wanted":
      return vectorWanted(turn, happened)
    case "step-ready":
      return stepReady(turn, happened)
    case "sum-finished":
      return sumFinished(turn, happened)
    case "sum-refused":
      return sumRefused(turn, happened)
    case "vector-refused":
    case "sum-failed":
      return sumFailed(turn, happened)
  }
}

/** A step that the door refused ends the sum for this owner; with a line that broke, it has ended already. */
function undelivered(
  turn: GuardedTurn,
  { message, code }: Extract<ParticipantEvent, { kind: "undelivered" }>,
): void {
  if (code === null) return
  if (message.kind === "aggregation") sumFailed(turn, { kind: "sum-failed", number: message.number, code })
  else refused(turn, { kind: "refused", code, of: message.kind })
}
