import { ticks } from "d3-array"

/* From measured values to places on a chart, without a pixel of drawing. */

/** One measured curve; a round without a value is a gap, never a zero. */
export type Curve = { points: readonly { round: number; value: number | null }[] }

export type Scale = {
  /** Value ↦ place in px. */
  at: (value: number) => number
  /** The values that are written at the axis. */
  ticks: readonly number[]
}

/** Pixels: the place of the least and of the greatest value; on a screen, y runs downwards. */
export type Range = readonly [from: number, to: number]

export type Bounds = {
  /** Values cannot lie outside, so the axis does not go there: [0, 1] for a share, [0, ∞) for a loss. */
  least: number
  most: number
  /** The axis spans at least this much, so that noise is not drawn as a mountain range. */
  span: number
}

/** An even scale over all values with a little air around them; [least, least + span] where there is none. */
export function linearScale(values: readonly number[], bounds: Bounds, range: Range): Scale {
  const finite = values.filter(Number.isFinite)
  const low = finite.length > 0 ? min(finite) : bounds.least
  const high = finite.length > 0 ? max(finite) : bounds.least + bounds.span
  const missing = Math.max(0, bounds.span - (high - low))
  const air = 0.06 * Math.max(high - low, bounds.span) + missing / 2
  const from = Math.max(bounds.least, Math.min(low - air, bounds.most - bounds.span))
  const to = Math.min(bounds.most, Math.max(high + air, from + bounds.span))
  return { at: interpolate([from, to], range), ticks: ticks(from, to, 5) }
}

/** A logarithmic scale; only for positive values (see `canBeLogarithmic`). Ticks at 1, 2 and 5 of each decade. */
export function logScale(values: readonly number[], range: Range): Scale {
  const finite = values.filter((value) => Number.isFinite(value) && value > 0)
  const from = Math.log10(min(finite)) - 0.05
  const to = Math.max(Math.log10(max(finite)) + 0.05, from + 0.3)
  const at = interpolate([from, to], range)
  const decades = Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, i) => Math.floor(from) + i)
  const steps = to - from > 3 ? [1] : [1, 2, 5]
  return {
    at: (value) => at(Math.log10(value)),
    ticks: decades
      .flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)))
      .filter((tick) => Math.log10(tick) >= from && Math.log10(tick) <= to),
  }
}

/** Whether a logarithm of every value exists, and there is one. */
export function canBeLogarithmic(values: readonly number[]): boolean {
  const finite = values.filter(Number.isFinite)
  return finite.length > 0 && finite.every((value) => value > 0)
}

/** A number at the round axis gets this much room, and at least that much from its neighbour. */
const ROUND_TICK_PX = 44
const TICKS_APART_PX = 22

/** Rounds to the right: whole numbers at the axis, growing in steps so that the picture does not crawl. */
export function roundScale(lastRound: number, plannedRounds: number, range: Range): Scale {
  const shown = lastShownRound(lastRound, plannedRounds)
  const fitting = Math.max(2, Math.floor((range[1] - range[0]) / ROUND_TICK_PX))
  const whole = ticks(1, shown, Math.min(fitting, shown)).filter(Number.isInteger)
  const at = interpolate([1, shown], range)
  // The first round is always named, and nothing that would touch its name.
  return { at, ticks: [1, ...whole.filter((round) => at(round) - at(1) >= TICKS_APART_PX)] }
}

/** All planned rounds while they are few; else the played ones and half as many again, in steps of ten. */
export function lastShownRound(lastRound: number, plannedRounds: number): number {
  if (plannedRounds <= 20) return Math.max(2, plannedRounds, lastRound)
  const ahead = Math.max(20, 10 * Math.ceil((1.5 * lastRound) / 10))
  return Math.max(lastRound, Math.min(plannedRounds, ahead))
}

/** The runs of neighbouring rounds that have a value: each is one stroke of the curve. */
export function strokes(curve: Curve): { round: number; value: number }[][] {
  const runs: { round: number; value: number }[][] = []
  let open = false
  for (const { round, value } of curve.points) {
    if (value === null || !Number.isFinite(value)) {
      open = false
      continue
    }
    if (open) runs.at(-1)?.push({ round, value })
    else runs.push([{ round, value }])
    open = true
  }
  return runs
}

function interpolate([from, to]: readonly [number, number], [start, end]: Range): (value: number) => number {
  return (value) => start + ((end - start) * (value - from)) / (to - from)
}

// Not Math.min(...values): a spread of a hundred thousand rounds would overflow the stack.
const min = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
const max = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)

/** Digits after the point that the ticks need at most: 2 for 0.5 and 0.75. */
export function tickDigits(ticks: readonly number[]): number {
  return max([0, ...ticks.map((tick) => String(tick).split(".")[1]?.length ?? 0)])
}
