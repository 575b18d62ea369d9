import type { RunTools } from "../session/tools.ts"
import type { PartyEffect, PartyEvent } from "./events.ts"
import { admitted, agree, leave, refused, rosterFrozen, tellFindings } from "./joining.ts"
import {
  finished,
  runEnded,
  runMessage,
  runOffered,
  sumMessage,
  sumRefused,
  sumStep,
  sumTold,
} from "./running.ts"
import type { PartyState } from "./state.ts"
import { Turn } from "./turn.ts"

export type PartyStep = { readonly state: PartyState; readonly effects: readonly PartyEffect[] }

/** What follows from an event at one owner's side: a new state, and effects to be carried out in their order. */
export async function partyStep(state: PartyState, event: PartyEvent, tools: RunTools): Promise<PartyStep> {
  const turn = new Turn(state, event.nowMs)
  if (state.over === null) await takeIn(turn, event, tools)
  return turn.done()
}

async function takeIn(turn: Turn, event: PartyEvent, tools: RunTools): Promise<void> {
  switch (event.kind) {
    case "received":
      turn.show({ bytesIn: turn.state.view.bytesIn + event.bytes })
      return hear(turn, event, tools)
    case "disconnected":
      // The relay ends the run for all, unless this party has said all that it had to: then it may still open it.
      if (!isWaitingForTheLast(turn.state)) turn.wipe()
      turn.set({ admitted: false })
      turn.show({ wait: null })
      return
    case "agreed":
      return agree(turn, event)
    case "told":
      return tellFindings(turn, event.findings)
    case "leave":
      return leave(turn)
    case "record-failed": {
      const open = turn.state.view.run?.run ?? turn.state.sum
      if (open === null || open === undefined) turn.end("E_RECORD")
      else turn.refuseRun(open, { code: "E_RECORD" })
      return
    }
    case "record-kept": {
      const { seat } = turn.state
      if (seat) turn.set({ seat: { ...seat, record: event.record } })
      return
    }
    case "sum-step":
      return sumStep(turn, event)
    case "sum-told":
      return sumTold(turn, event)
    case "sum-refused":
      return sumRefused(turn, event)
  }
}

function hear(
  turn: Turn,
  event: Extract<PartyEvent, { kind: "received" }>,
  tools: RunTools,
): Promise<void> | void {
  const { message, payload } = event
  if (message.kind === "admitted") return admitted(turn, message, event, tools)
  if (message.kind === "refused") return refused(turn, message)
  if (!turn.state.admitted) return
  switch (message.kind) {
    case "waiting": {
      const { kind, ...wait } = message
      return turn.show({ wait: { ...wait, sinceMs: turn.nowMs } })
    }
    case "roster-frozen":
      return rosterFrozen(turn, message, event, tools)
    case "run-offered":
      return runOffered(turn, message, event, tools)
    case "run-roster":
    case "material":
    case "frame-keys":
    case "frames":
      return runMessage(turn, message, event, tools)
    case "run-ended":
      return runEnded(turn, message)
    case "finished":
      return finished(turn, message)
    case "aggregation":
      return sumMessage(turn, message, payload, event)
  }
}

const isWaitingForTheLast = ({ run }: PartyState): boolean => run.kind === "closing"
