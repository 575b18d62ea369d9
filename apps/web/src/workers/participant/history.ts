import type { OwnerView } from "@tutti/sessions/training"
import { EMPTY_LEDGER, joinLedgers, type Ledger, summariseLedger } from "./ledger.ts"
import type { OwnScore } from "./own-score.ts"

/** What earlier visits leave behind, so that curves, ledger and receipt go on after a reload. */
export type History = {
  /** The round under way when it was written. */
  round: number | null
  own: OwnerView["own"]
  rounds: OwnerView["rounds"]
  abandoned: OwnerView["abandoned"]
  ledger: Ledger
  bytesIn: number
  outcome: OwnerView["outcome"]
  score: OwnScore
}

export const NO_HISTORY: History = {
  round: null,
  own: [],
  rounds: [],
  abandoned: [],
  ledger: EMPTY_LEDGER,
  bytesIn: 0,
  outcome: null,
  score: [],
}

/** Earlier visits and this one as one. Where both know a round, this visit does. */
export function extendHistory(earlier: History, view: OwnerView, score: OwnScore): History {
  return {
    round: view.round ?? earlier.round,
    own: byRound(earlier.own, view.own),
    rounds: byRound(earlier.rounds, view.rounds),
    abandoned: byRound(earlier.abandoned, view.abandoned),
    ledger: joinLedgers(earlier.ledger, summariseLedger(view.ledger)),
    bytesIn: earlier.bytesIn + view.bytesIn,
    outcome: view.outcome ?? earlier.outcome,
    score,
  }
}

/** Rounds that this owner took part in and that were counted. */
export function ownCountedRounds({ own, rounds }: Pick<History, "own" | "rounds">): number[] {
  const counted = new Set(rounds.map(({ round }) => round))
  return own.map(({ round }) => round).filter((round) => counted.has(round))
}

function byRound<Entry extends { round: number }>(
  earlier: readonly Entry[],
  later: readonly Entry[],
): Entry[] {
  const known = new Set(later.map(({ round }) => round))
  return [...earlier.filter(({ round }) => !known.has(round)), ...later].sort(
    (one, other) => one.round - other.round,
  )
}
