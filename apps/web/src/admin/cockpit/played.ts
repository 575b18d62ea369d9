import type { RoundView, StudyView } from "@tutti/protocol"
import { type PlayedBar, slowestPart } from "../../ui/score/played.ts"

/**
 * The score as far as this page has heard it. The relay sends the notes of the newest rounds only; what was heard of
 * a whole round before is kept. A round that ended while nobody listened has no notes rather than half of them.
 */
export function hearRounds(heard: readonly PlayedBar[], view: StudyView): PlayedBar[] {
  const before = new Map(heard.map((bar) => [bar.round, bar]))
  return view.rounds.map((round) => {
    const outcome = outcomeOf(round)
    const heardBefore = before.get(round.round)
    const kept = heardBefore && heardBefore.outcome !== "open" ? heardBefore.notes : null
    const told = round.notes.map(({ participant, ...note }) => ({ part: participant, ...note }))
    const bar: PlayedBar = {
      round: round.round,
      outcome,
      lengthMs: round.elapsedMs,
      parts: round.cohort,
      notes: told.length > 0 || outcome === "open" ? told : kept,
    }
    return { ...bar, heldBy: slowestPart(bar) }
  })
}

function outcomeOf({ phase }: RoundView): PlayedBar["outcome"] {
  switch (phase) {
    case "training":
    case "unmasking":
    case "evaluating":
      return "open"
    case "committed":
    case "abandoned":
      return phase
  }
}
