import type { OwnerMessage, ParticipantId, RefusalCode } from "@tutti/protocol"
import { isAwaitedNow } from "./grace.ts"
import type { Coordinator } from "./state.ts"
import type { Turn } from "./turn.ts"

/** Refusals of one owner that the log takes between two rounds: a flood of them is no news. */
const LOGGED_REFUSALS = 3

/** Tells an owner why its message changed nothing, and when it can try again. */
export function refuse(
  turn: Turn,
  participant: ParticipantId,
  of: OwnerMessage["kind"],
  code: RefusalCode,
  round: number | null = null,
): void {
  const nextRound = nextRoundOf(turn.state, participant)
  turn.send([participant], { kind: "refused", code, of, ...(nextRound !== null && { nextRound }) })
  logRefusal(turn, participant, code, round)
}

export function logRefusal(
  turn: Turn,
  participant: ParticipantId,
  code: RefusalCode,
  round: number | null,
): void {
  const refusals = turn.owner(participant)?.refusals ?? 0
  if (refusals >= LOGGED_REFUSALS) return
  turn.change([participant], { refusals: refusals + 1 })
  turn.log("refused", { participant, code, round })
}

/** The round that an owner can next send an update to: the open one while it is awaited there. */
function nextRoundOf(state: Coordinator, participant: ParticipantId): number | null {
  const { phase, committed } = state
  if (phase.kind === "ended") return null
  const isAwaited = phase.kind === "training" && isAwaitedNow(state, participant)
  return isAwaited ? phase.round.number : committed.lastRound + 1
}
