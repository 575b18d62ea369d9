import type { RosterEntry, RoundMetrics, ScoreNote, StudyView } from "@tutti/protocol"

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

/** Nobody can join any more: the study is over, or its owners are frozen. */
export function isClosed(view: StudyView): boolean {
  return isOver(view) || (view.secure !== undefined && view.secure.roster !== null)
}

/** Nothing will be played any more. */
export function isOver({ state }: StudyView): boolean {
  return state === "finished" || state === "stopped"
}

/** A round opens only when so many are ready; in a secure study its signed rules say so. */
export function fewestOwners({ spec }: StudyView): number {
  return Math.max(spec.secure?.minimumCohort ?? 1, spec.training.quorum.minOwners)
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

/** At which step of the newest round an owner was lost, where its score tells. */
export function lostWhile(
  { rounds }: StudyView,
  participant: RosterEntry["participant"],
): { round: number; step: ScoreNote["phase"] } | null {
  const newest = rounds.at(-1)
  const own = newest?.notes.filter((note) => note.participant === participant) ?? []
  const before = own.at(-1)?.phase === "dropped" ? own.at(-2) : undefined
  return newest === undefined || before === undefined ? null : { round: newest.round, step: before.phase }
}
