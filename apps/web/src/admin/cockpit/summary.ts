import type { RosterEntry, RoundMetrics, StudyView } from "@tutti/protocol"

/* What the cockpit's figures are made of: sums and selections over one view, away from the components. */

/** Committed rounds, oldest first. */
export function committedRounds(view: StudyView): RoundMetrics[] {
  return view.rounds.flatMap(({ metrics }) => (metrics ? [metrics] : []))
}

export function abandonedRounds(view: StudyView): number[] {
  return view.rounds.filter(({ phase }) => phase === "abandoned").map(({ round }) => round)
}

/** The numbers under one curve: a value per ended round, null where the round ended without it. */
export function curvePoints(
  view: StudyView,
  of: (metrics: RoundMetrics) => number | null,
): { round: number; value: number | null }[] {
  return view.rounds
    .filter(({ phase }) => phase === "committed" || phase === "abandoned")
    .map(({ round, metrics }) => ({ round, value: metrics ? of(metrics) : null }))
}

/** Nothing will be played any more. */
export function isOver({ state }: StudyView): boolean {
  return state === "finished" || state === "stopped"
}

/** Owners who could be asked to train now, or are doing so. */
export function readyCount(roster: readonly RosterEntry[]): number {
  const working = ["ready", "training", "uploading", "evaluating", "masking", "unmasking", "waiting"]
  return roster.filter(({ state }) => working.includes(state)).length
}

/** Bytes over all owners' sockets since the relay began: what they sent and what they were sent. */
export function traffic(roster: readonly RosterEntry[]): { up: number; down: number } {
  return roster.reduce(
    ({ up, down }, { bytesUp, bytesDown }) => ({ up: up + bytesUp, down: down + bytesDown }),
    {
      up: 0,
      down: 0,
    },
  )
}

/** Whether the study has a numeric target: then there is no accuracy to speak of. */
export function predictsNumber(view: StudyView): boolean {
  return view.spec.dataset.target.kind === "number"
}

/**
 * The roster in the order of the score: those who need attention first when there are more than fit, else as they
 * came.
 */
export function inScoreOrder(roster: readonly RosterEntry[], fits: number): RosterEntry[] {
  if (roster.length <= fits) return [...roster]
  return roster.toSorted((one, other) => attention(other) - attention(one))
}

function attention({ state, code }: RosterEntry): number {
  if (state === "failed" || code !== null) return 3
  if (state === "dropped" || state === "excluded" || state === "asleep" || state === "reconnecting") return 2
  return state === "left" ? 0 : 1
}
