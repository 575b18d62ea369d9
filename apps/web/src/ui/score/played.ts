/* What was played, as it is told: before anything is drawn. Times are in ms since the bar began. */

export type NotePhase = "train" | "mask" | "upload" | "unmask" | "evaluate" | "wait" | "dropped"

/** What one part does from one moment of its round to another, in ms since the bar began. */
export type PlayedNote = { part: string; phase: NotePhase; fromMs: number; toMs: number }

export type PlayedBar = {
  round: number
  outcome: "open" | "committed" | "abandoned"
  lengthMs: number
  /** Who plays in it. */
  parts: readonly string[]
  /** The part that the others waited for, where there is one to be named (see `slowestPart`). */
  heldBy?: string | null
  /** Null when the round was played but nobody wrote it down: it is engraved as a repeat sign. */
  notes: readonly PlayedNote[] | null
}

/** Others wait long when the last one comes later than this share of the bar after the one before. */
const LONG_WAIT = 0.12

/** The part whose contribution came last, if the one before it had to wait a good part of the bar. */
export function slowestPart({ outcome, lengthMs, notes }: PlayedBar): string | null {
  if (outcome !== "committed" || notes === null) return null
  const ends = new Map<string, number>()
  for (const { part, phase, toMs } of notes)
    if (phase === "train" || phase === "upload" || phase === "mask")
      ends.set(part, Math.max(ends.get(part) ?? 0, toMs))
  const [last, before] = [...ends].sort(([, one], [, other]) => other - one)
  if (!last || !before || last[1] - before[1] < LONG_WAIT * lengthMs) return null
  return last[0]
}

/** The same music with some of its parts only; bars stay as long as they are. */
export function extractParts(played: readonly PlayedBar[], parts: ReadonlySet<string>): PlayedBar[] {
  return played.map((bar) => ({
    ...bar,
    parts: bar.parts.filter((part) => parts.has(part)),
    notes: bar.notes?.filter(({ part }) => parts.has(part)) ?? null,
  }))
}

/** The same music `extraMs` later: the open bar and what sounds in it have grown. */
export function soundOn(played: readonly PlayedBar[], extraMs: number): PlayedBar[] {
  return played.map((bar) => {
    if (bar.outcome !== "open" || bar.notes === null) return bar
    const notes = bar.notes
    const isLast = (note: PlayedNote) =>
      !notes.some((other) => other.part === note.part && other.fromMs > note.fromMs)
    return {
      ...bar,
      lengthMs: bar.lengthMs + extraMs,
      notes: notes.map((note) =>
        note.phase !== "dropped" && isLast(note) ? { ...note, toMs: bar.lengthMs + extraMs } : note,
      ),
    }
  })
}

/** How long one part spent in each phase of a bar, in ms; a phase it was not in is absent. */
export function phaseSpans(bar: PlayedBar, part: string): Partial<Record<NotePhase, number>> {
  const spans: Partial<Record<NotePhase, number>> = {}
  for (const note of bar.notes ?? [])
    if (note.part === part) spans[note.phase] = (spans[note.phase] ?? 0) + note.toMs - note.fromMs
  return spans
}
