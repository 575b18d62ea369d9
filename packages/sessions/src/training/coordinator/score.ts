import type { ParticipantId, ScoreNote } from "@tutti/protocol"
import { ByOwner } from "./by-owner.ts"

/** What every owner of a cohort did in a round: for each the marks where something new began, in their order. */
export type Score = ByOwner<readonly Mark[]>

export type Mark = { readonly phase: ScoreNote["phase"]; readonly fromMs: number }

/** All begin with the same note. @param atMs on the relay's clock */
export function openScore(cohort: readonly ParticipantId[], phase: ScoreNote["phase"], atMs: number): Score {
  return ByOwner.of(cohort.map((participant) => [participant, [{ phase, fromMs: atMs }]]))
}

/**
 * The owners begin something else, or one thing after the other. Who is not in the score is left out; the same note
 * again goes on.
 */
export function mark(score: Score, participants: readonly ParticipantId[], ...begun: readonly Mark[]): Score {
  return score.change(participants, (marks) => begun.reduce(add, marks))
}

function add(marks: readonly Mark[], begun: Mark): readonly Mark[] {
  return marks.at(-1)?.phase === begun.phase ? marks : [...marks, begun]
}

/**
 * The notes in ms since the round opened; the last of each owner reaches to `nowMs`. What took no time has no note,
 * but for dropping out, which takes none.
 */
export function notes(score: Score, openedAtMs: number, nowMs: number): ScoreNote[] {
  const all = [...score].flatMap(([participant, marks]) =>
    marks.map(({ phase, fromMs }, index) => ({
      participant,
      phase,
      fromMs: fromMs - openedAtMs,
      toMs: (marks[index + 1]?.fromMs ?? nowMs) - openedAtMs,
    })),
  )
  return all.filter(({ phase, fromMs, toMs }) => toMs > fromMs || phase === "dropped")
}

/** The score of a round that is over. */
export type EndedScore = { readonly round: number; readonly score: Score; readonly endedAtMs: number }

/** About ten rounds of eight owners: a view stays some tens of kilobytes, however many owners there are. */
const REMEMBERED_NOTES = 400

/**
 * The newest score and as many before it as are remembered, oldest first: rounds may close faster than views are
 * pushed, and a screen should not miss one. The newest is always among them.
 */
export function rememberScore(remembered: readonly EndedScore[], newest: EndedScore): EndedScore[] {
  let left = REMEMBERED_NOTES - noteCount(newest)
  const first = remembered.findLastIndex((ended) => {
    left -= noteCount(ended)
    return left < 0
  })
  return [...remembered.slice(first + 1), newest]
}

function noteCount({ score }: EndedScore): number {
  return score.values().reduce((count, marks) => count + marks.length, 0)
}
