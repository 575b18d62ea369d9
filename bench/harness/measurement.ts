/** One figure of the design's bars, and how to take it. Every file of a block exports one as `measurement`. */
export type Measurement = {
  /** "block/figure", as it is asked for on the command line. */
  name: string
  /** One sentence: what is run, on what, how often. */
  what: string
  unit: string
  /** The figure to reach: at most this, or at least where more is better. */
  bar: number
  /** A rate, of which more is better; of every other figure less is. */
  moreIsBetter?: true
  /** What the figure is compared with, and where that comes from; without a value, `run` takes it in turn with ours. */
  anchor: { name: string; value?: number }
  /** @returns one value per repetition, in `unit`; all of them are printed, the median counts. */
  run(): Promise<readonly number[] | Beside>
}

/** Ours and the anchor's, one after the other in the same process, so that a noisy machine is noisy to both. */
export type Beside = { runs: readonly number[]; anchor: readonly number[] }

/** What `--json` prints, one line per measurement. */
export type Report = {
  name: string
  commit: string
  machine: Machine
  runs: readonly number[]
  median: number
  unit: string
  bar: number
  anchor: { name: string; value: number }
  /** median / anchor */
  ratio: number
  /** The machine's speed before and after: see `calibrationMs`. */
  calibrationMs: readonly [number, number]
}

export type Machine = { cpu: string; cores: number; node: string; platform: string }

/** Take one measurement and compare its median with its anchor. */
export async function report(
  { name, unit, bar, anchor: { name: anchorName, value }, run }: Measurement,
  commit: string,
  machine: Machine,
  calibrate: () => number,
): Promise<Report> {
  const before = calibrate()
  const taken = await run()
  const calibrationMs = [before, calibrate()] as const
  const runs = "runs" in taken ? taken.runs : taken
  const middle = median(runs)
  const anchor = { name: anchorName, value: "runs" in taken ? median(taken.anchor) : (value ?? Number.NaN) }
  const ratio = middle / anchor.value
  return { name, commit, machine, runs, median: middle, unit, bar, anchor, ratio, calibrationMs }
}

/** @throws {RangeError} for no values, which have no middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (low === undefined || high === undefined) throw new RangeError("no values, no median")
  return (low + high) / 2
}
