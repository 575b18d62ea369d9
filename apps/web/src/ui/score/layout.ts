/*
 * Where the score of the rounds is engraved: pure arithmetic from what was played to places on the sheet.
 *
 * A bar is a round. Inside a bar time runs evenly to the right; from bar to bar the width follows the square root of
 * the length, the engravers' rule, so that a slow first round does not dwarf the rest. Bars fill a system from the
 * left; a full system is stretched to the width of the sheet and the next one begins, as on printed paper.
 * All x and widths are in pixels.
 */

import type { PlayedBar, PlayedNote } from "./played.ts"

export type EngravedNote = PlayedNote & { x: number; endX: number; sounding: boolean }

export type EngravedBar = {
  round: number
  /** Larger than `round` where several rounds without notes share one bar. */
  lastRound: number
  outcome: PlayedBar["outcome"]
  lengthMs: number
  parts: readonly string[]
  x: number
  width: number
  notes: readonly EngravedNote[]
  repeats: boolean
  heldBy: string | null
  /** Where the updates became one average: the dotted line inside the bar. */
  averagedX: number | null
  /** The part everybody else waited for, under a fermata; null where nobody waited long. */
  held: { part: string; x: number } | null
}

export type System = { bars: readonly EngravedBar[]; width: number }

/** Space from a bar line to the first notehead, and from the last moment to the bar line. */
export const PADDING = 14
/** The least distance of two heads. */
const HEAD = 14
/** A bar's width: BASE + STRETCH · √seconds, at most half the sheet. */
const BASE = 52
const STRETCH = 42
const REPEAT_WIDTH = 44
/** More unwritten rounds than this in a row share one bar. */
const REPEATS_APART = 2

export function engraveScore(played: readonly PlayedBar[], sheetWidth: number): System[] {
  const bars = gatherRepeats(played).map((bar) => engraveBar(bar, sheetWidth))
  const systems: EngravedBar[][] = []
  let right = 0
  for (const bar of bars) {
    const system = systems.at(-1)
    if (system !== undefined && right + bar.width <= sheetWidth) {
      system.push(place(bar, right, bar.width))
      right += bar.width
    } else {
      systems.push([place(bar, 0, bar.width)])
      right = bar.width
    }
  }
  return systems.map((bars, index) => justify(bars, sheetWidth, index < systems.length - 1))
}

type Gathered = PlayedBar & { lastRound: number }

function gatherRepeats(played: readonly PlayedBar[]): Gathered[] {
  const gathered: Gathered[] = []
  for (let first = 0; first < played.length; ) {
    let end = first
    while (isUnwritten(played[end])) end += 1
    const run = played.slice(first, Math.max(end, first + 1))
    const [head] = run
    const tail = run.at(-1)
    if (head && tail && run.length > REPEATS_APART)
      gathered.push({ ...head, lastRound: tail.round, lengthMs: sum(run.map((bar) => bar.lengthMs)) })
    else gathered.push(...run.map((bar) => ({ ...bar, lastRound: bar.round })))
    first += run.length
  }
  return gathered
}

/** A round that ended without a model is news, and stands alone. */
function isUnwritten(bar: PlayedBar | undefined): boolean {
  return bar?.notes === null && bar.outcome === "committed"
}

/** A bar with its natural width, at x = 0. Notes are placed when the width is final. */
function engraveBar(bar: Gathered, sheetWidth: number): EngravedBar {
  const notes = bar.notes ?? []
  const least = 2 * PADDING + (1 + mostHeads({ parts: bar.parts, notes }, () => true)) * HEAD
  const natural = BASE + STRETCH * Math.sqrt(bar.lengthMs / 1_000)
  const width = bar.notes === null ? REPEAT_WIDTH : Math.max(least, Math.min(natural, sheetWidth / 2))
  return {
    round: bar.round,
    lastRound: bar.lastRound,
    outcome: bar.outcome,
    lengthMs: bar.lengthMs,
    parts: bar.parts,
    x: 0,
    width: Math.min(width, sheetWidth),
    notes: notes.map((note) => ({ ...note, x: 0, endX: 0, sounding: false })),
    repeats: bar.notes === null,
    heldBy: bar.heldBy ?? null,
    averagedX: null,
    held: null,
  }
}

function justify(bars: readonly EngravedBar[], sheetWidth: number, full: boolean): System {
  const last = bars.at(-1)
  const natural = last ? last.x + last.width : 0
  const stretch = full && natural > 0 ? sheetWidth / natural : 1
  return {
    bars: bars.map((bar) => place(bar, bar.x * stretch, bar.width * stretch)),
    width: natural * stretch,
  }
}

/** Put the bar at its final place: what comes before the average left of its line, what comes after right of it. */
function place(bar: EngravedBar, x: number, width: number): EngravedBar {
  const left = x + PADDING
  const right = x + width - PADDING
  const at = timeAxis(bar.lengthMs, left, right - left)
  const averagedMs = averagedAt(bar.notes)
  const averaged = Number.isFinite(averagedMs)
  const before = (note: PlayedNote) => note.fromMs < averagedMs
  const after = (note: PlayedNote) => note.fromMs >= averagedMs
  const least = left + (mostHeads(bar, before) - 0.5) * HEAD
  const most = right - (mostHeads(bar, after) - 0.5) * HEAD
  const averagedX = Math.min(Math.max(at(averagedMs), least), most)
  const notes = bar.parts.flatMap((part) => {
    const own = bar.notes.filter((note) => note.part === part).sort((a, b) => a.fromMs - b.fromMs)
    const sounding = bar.outcome === "open" ? own.at(-1) : undefined
    const heads = own.filter(
      // A rest shorter than a head is silence that nobody needs to read; the one that sounds now is news.
      (note) => note.phase !== "wait" || note === sounding || at(note.toMs) - at(note.fromMs) >= HEAD,
    )
    return averaged
      ? [
          ...placeHeads(heads.filter(before), at, left, averagedX - HEAD / 2, sounding),
          ...placeHeads(heads.filter(after), at, averagedX + HEAD / 2, right, sounding),
        ]
      : placeHeads(heads, at, left, right, sounding)
  })
  return { ...bar, x, width, notes, averagedX: averaged ? averagedX : null, held: findHeld(bar, notes) }
}

/**
 * When somebody checks after somebody has trained, everybody's weights have become one average. Under masks owners check
 * the model they got before they train: that is no such moment. ∞ where there was none.
 */
function averagedAt(notes: readonly PlayedNote[]): number {
  const trained = Math.min(...notes.filter(({ phase }) => phase === "train").map(({ fromMs }) => fromMs))
  const checks = notes.filter(({ phase, fromMs }) => phase === "evaluate" && fromMs > trained)
  const isMasked = notes.some(({ phase }) => phase === "mask" || phase === "unmask")
  return isMasked ? Number.POSITIVE_INFINITY : Math.min(...checks.map(({ fromMs }) => fromMs))
}

/** ms since the bar began ↦ x */
function timeAxis(lengthMs: number, left: number, width: number): (ms: number) => number {
  return (ms) => left + width * Math.min(1, lengthMs > 0 ? ms / lengthMs : 0)
}

function mostHeads(
  bar: { parts: readonly string[]; notes: readonly PlayedNote[] },
  counts: (note: PlayedNote) => boolean,
): number {
  return Math.max(
    0,
    ...bar.parts.map((part) => bar.notes.filter((note) => note.part === part && counts(note)).length),
  )
}

/** One part's heads from left to right, none closer than a head's width, all between the limits if they fit. */
function placeHeads(
  notes: readonly PlayedNote[],
  at: (ms: number) => number,
  left: number,
  right: number,
  sounding: PlayedNote | undefined,
): EngravedNote[] {
  const xs: number[] = []
  for (const note of notes)
    xs.push(Math.max(at(note.fromMs), left, (xs.at(-1) ?? Number.NEGATIVE_INFINITY) + HEAD))
  for (let index = xs.length - 1, limit = right; index >= 0; index -= 1) {
    const x = Math.min(xs[index] ?? limit, limit)
    xs[index] = x
    limit = x - HEAD
  }
  return notes.map((note, index) => {
    const x = xs[index] ?? left
    const next = xs[index + 1]
    const limit = next === undefined ? right + HEAD / 2 : next - HEAD / 2
    return {
      ...note,
      x,
      endX: Math.max(x, Math.min(at(note.toMs), limit)),
      sounding: note === sounding && note.phase !== "dropped",
    }
  })
}

/** The fermata stands over what the held part trained. */
function findHeld({ heldBy }: EngravedBar, notes: readonly EngravedNote[]): EngravedBar["held"] {
  const train = notes.find(({ part, phase }) => part === heldBy && phase === "train")
  return train ? { part: train.part, x: train.x } : null
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
