import { type Machine, median, type Report } from "./measurement.ts"

/** One figure at several settings: what it costs to go from one to the next. It has no bar. */
export type Sweep = {
  /** "block/figure", as it is asked for on the command line. */
  name: string
  /** One sentence: what is run, on what, how often. */
  what: string
  unit: string
  /** What is set, as in "images in a batch". */
  setting: string
  points: readonly Point[]
}

type Point = {
  /** The setting. */
  at: number
  /** What the figure is compared with at this setting, and where that comes from. */
  anchor: { name: string; value: number }
  run(): Promise<PointTaken>
}

export type PointTaken = {
  /** One value per repetition, in the sweep's unit. */
  runs: readonly number[]
  /** What else is told of this setting, by what it is called. */
  beside: Readonly<Record<string, number>>
}

/** What `--json` prints, one line per point: a measurement's report, named by sweep and setting. */
export type PointReport = Omit<Report, "bar"> & Pick<Point, "at"> & Pick<PointTaken, "beside">

/** Takes a sweep's points, one after the other. */
export async function* sweepReports(
  { name, unit, points }: Sweep,
  commit: string,
  machine: Machine,
  calibrate: () => number,
): AsyncGenerator<PointReport> {
  for (const { at, anchor, run } of points) {
    const before = calibrate()
    const { runs, beside } = await run()
    const calibrationMs = [before, calibrate()] as const
    const middle = median(runs)
    const figures = { runs, median: middle, unit, anchor, ratio: middle / anchor.value }
    yield { name: `${name}/${at}`, commit, machine, at, ...figures, beside, calibrationMs }
  }
}

/** For a person: the table's head; its lines follow as they are taken. */
export function printedSweep({ name, what, setting, points }: Sweep): string {
  const settings = `${points.map(({ at }) => at).join(", ")} ${setting}`
  return `${name}: ${settings}; each with its median, and what that is compared with\n  ${what}`
}

export function printedPoint({ at, median, unit, anchor, ratio, runs, beside }: PointReport): string {
  const figure = (value: number) => String(Number(value.toPrecision(3)))
  const others = Object.entries(beside).map(([what, value]) => `${figure(value)} ${what}`)
  return [
    `  ${String(at).padStart(5)}${figure(median).padStart(8)} ${unit}`,
    `runs ${runs.map(figure).join(", ")}`,
    ...others,
    `${ratio.toFixed(2)}× of ${figure(anchor.value)} ${unit}, ${anchor.name}`,
  ].join(" | ")
}
