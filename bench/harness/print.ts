import type { Measurement, Report } from "./measurement.ts"

/** For a person: the figure, its bar and its anchor, with every repetition. */
export function printedReport(
  { median, unit, anchor, ratio, runs, calibrationMs }: Report,
  { name, what, bar, moreIsBetter }: Measurement,
): string {
  const reached = moreIsBetter ? median >= bar : median <= bar
  const figure = (value: number) => `${Number(value.toPrecision(3))} ${unit}`
  return [
    `${name}: ${figure(median)} (bar: at ${moreIsBetter ? "least" : "most"} ${figure(bar)}${reached ? "" : ", MISSED"})`,
    `  ${what}`,
    `  against ${anchor.name}, ${figure(anchor.value)}: ${ratio.toFixed(2)}×`,
    `  machine: 50 M multiply-adds took ${calibrationMs.map((ms) => ms.toFixed(0)).join(" ms before and ")} ms after`,
    `  runs: ${runs.map((run) => Number(run.toPrecision(4))).join(", ")}`,
  ].join("\n")
}
