import type { OwnerView } from "@tutti/sessions/training"

/** One note of this owner's staff line. Times are ms since the bar began; `toMs` is null while it sounds. */
type OwnNote = {
  phase: "train" | "mask" | "upload" | "unmask" | "evaluate" | "wait" | "dropped"
  fromMs: number
  toMs: number | null
}
/** One round as this owner played it. */
export type OwnBar = {
  round: number
  /** On the participant's clock. */
  startedAtMs: number
  /** Ms since the bar began; null while the round is open. */
  lengthMs: number | null
  /** Missed: this tab was closed before the round was, so nobody here knows how it went on. */
  outcome: "open" | "committed" | "abandoned" | "missed"
  notes: readonly OwnNote[]
}
export type OwnScore = readonly OwnBar[]

/** The score of an earlier visit, to go on from: what was still open then, this tab has missed. */
export function leaveOpenBars(score: OwnScore): OwnScore {
  return score.map((bar) =>
    bar.outcome === "open" ? { ...bar, outcome: "missed", lengthMs: 0, notes: [] } : bar,
  )
}

/**
 * Write down what the view shows now. Called for every view, in order; a view that changes nothing returns the
 * same score.
 */
export function writeScore(score: OwnScore, view: OwnerView, nowMs: number): OwnScore {
  const closed = closeBars(score, view, nowMs)
  const phase = soundingPhase(view)
  const last = closed.at(-1)
  if (view.round === null || phase === null)
    return last === undefined ? closed : replaceLast(closed, endNote(last, nowMs))
  const known = closed.find(({ round }) => round === view.round)
  if (known?.outcome === "open" && known === last) return replaceLast(closed, play(known, phase, nowMs))
  if (known !== undefined && known.outcome !== "missed") return closed
  return [
    ...closed.filter((bar) => bar !== known),
    {
      round: view.round,
      startedAtMs: nowMs,
      lengthMs: null,
      outcome: "open",
      notes: [{ phase, fromMs: 0, toMs: null }],
    },
  ]
}

/** What the owner does in a round, as a note; null when it plays nothing. */
function soundingPhase(view: OwnerView): OwnNote["phase"] | null {
  switch (view.phase) {
    case "training":
      return "train"
    case "masking":
      return "mask"
    case "uploading":
      return view.secure === null ? "upload" : "mask"
    case "unmasking":
      return "unmask"
    case "evaluating":
      return "evaluate"
    case "waiting":
      return "wait"
    case "reconnecting":
      return "dropped"
    case "connecting":
    case "admitted":
    case "ready":
    case "paused":
    case "ended":
    case "left":
    case "refused":
      return null
  }
}

function closeBars(score: OwnScore, view: OwnerView, nowMs: number): OwnScore {
  const outcomeOf = (round: number): OwnBar["outcome"] => {
    if (view.rounds.some((metrics) => metrics.round === round)) return "committed"
    return view.abandoned.some((abandoned) => abandoned.round === round) ? "abandoned" : "open"
  }
  const closes = (bar: OwnBar) => bar.outcome === "open" && outcomeOf(bar.round) !== "open"
  if (!score.some(closes)) return score
  return score.map((bar) =>
    closes(bar)
      ? { ...endNote(bar, nowMs), lengthMs: nowMs - bar.startedAtMs, outcome: outcomeOf(bar.round) }
      : bar,
  )
}

function play(bar: OwnBar, phase: OwnNote["phase"], nowMs: number): OwnBar {
  const last = bar.notes.at(-1)
  if (last?.phase === phase && last.toMs === null) return bar
  const ended = endNote(bar, nowMs)
  return { ...ended, notes: [...ended.notes, { phase, fromMs: nowMs - bar.startedAtMs, toMs: null }] }
}

function endNote(bar: OwnBar, nowMs: number): OwnBar {
  const last = bar.notes.at(-1)
  if (last === undefined || last.toMs !== null) return bar
  return { ...bar, notes: [...bar.notes.slice(0, -1), { ...last, toMs: nowMs - bar.startedAtMs }] }
}

function replaceLast(score: OwnScore, bar: OwnBar): OwnScore {
  return bar === score.at(-1) ? score : [...score.slice(0, -1), bar]
}
