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

/**
 * Earlier visits and this one as one, for view after view. Where both know a round, this visit does. What a view
 * leaves as it was comes back as the same object, so that only changes have to cross to the page.
 */
export function historyKeeper(earlier: History): (view: OwnerView, score: OwnScore) => History {
  const own = remember((rounds: OwnerView["own"]) => byRound(earlier.own, rounds))
  const rounds = remember((known: OwnerView["rounds"]) => byRound(earlier.rounds, known))
  const abandoned = remember((known: OwnerView["abandoned"]) => byRound(earlier.abandoned, known))
  const ledger = remember((entries: OwnerView["ledger"]) =>
    joinLedgers(earlier.ledger, summariseLedger(entries)),
  )
  return (view, score) => ({
    round: view.round ?? earlier.round,
    own: own(view.own),
    rounds: rounds(view.rounds),
    abandoned: abandoned(view.abandoned),
    ledger: ledger(view.ledger),
    bytesIn: earlier.bytesIn + view.bytesIn,
    outcome: view.outcome ?? earlier.outcome,
    score,
  })
}

/** The same answer object as long as the question is the same object. */
export function remember<Question, Reply>(
  reply: (question: Question) => Reply,
): (question: Question) => Reply {
  let last: { question: Question; reply: Reply } | null = null
  return (question) => {
    if (last === null || last.question !== question) last = { question, reply: reply(question) }
    return last.reply
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
