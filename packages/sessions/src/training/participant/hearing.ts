import type { RelayMessage } from "@tutti/protocol"
import { hashModel } from "../committed.ts"
import { floatsOf } from "./model.ts"
import { NOTHING } from "./state.ts"
import type { GuardedTurn } from "./turn.ts"
import { accepted } from "./wishes.ts"

/* What the relay says in the same words in every mode. */

type Message<Kind extends RelayMessage["kind"]> = Extract<RelayMessage, { kind: Kind }>

export function waitingFor(turn: GuardedTurn, message: Message<"waiting">): void {
  const { for: subject, have, need, remainingMs } = message
  accepted(turn)
  turn.show({ wait: { for: subject, have, need, remainingMs, sinceMs: turn.nowMs } })
}

export function studyPaused(turn: GuardedTurn): void {
  turn.show({ wait: { for: "admin", have: 0, need: 1, remainingMs: null, sinceMs: turn.nowMs } })
}

export function studyEnded(turn: GuardedTurn, message: Message<"study-ended">): void {
  const { outcome, bestRound, lastRound } = message
  turn.set({ over: "ended", task: NOTHING })
  turn.show({ outcome: { kind: outcome, bestRound, lastRound }, wait: null })
}

/** The result that was asked for, if it is what its hash says. */
export function hearResult(
  turn: GuardedTurn,
  { which, round, modelHash, scaling }: Message<"result">,
  payload: Uint8Array | undefined,
): void {
  if (turn.state.wanted !== which) return
  turn.set({ wanted: null })
  const weights = floatsOf(payload)
  const isWhole = weights !== undefined && hashModel(weights) === modelHash
  turn.do({
    kind: "answer-result",
    answer: isWhole
      ? { ok: true, value: { which, round, modelHash, scaling, weights } }
      : { ok: false, refusal: "E_TRANSFER" },
  })
}
