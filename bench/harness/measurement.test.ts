import { expect, test } from "vitest"
import { median, report } from "./measurement.ts"
import { printedReport } from "./print.ts"

test("the median is the middle, or the mean of the two middles, whatever the order", () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 9, 2])).toBe(3)
  expect(median([7])).toBe(7)
  expect(() => median([])).toThrow(RangeError)
})

test("a report holds every repetition and the ratio to its anchor", async () => {
  const measurement = {
    name: "block/figure",
    what: "three runs",
    unit: "s",
    bar: 2,
    anchor: { name: "somebody", value: 4 },
    run: async () => [3, 1, 2],
  }
  const machine = { cpu: "cpu", cores: 2, node: "v20", platform: "linux x64" }
  const speeds = [40, 50].values()
  const calibrate = () => speeds.next().value ?? Number.NaN
  expect(await report(measurement, "abc", machine, calibrate)).toEqual({
    name: "block/figure",
    commit: "abc",
    machine,
    runs: [3, 1, 2],
    median: 2,
    unit: "s",
    bar: 2,
    anchor: { name: "somebody", value: 4 },
    ratio: 0.5,
    calibrationMs: [40, 50],
  })
})

test("an anchor that is taken in turn with ours is the median of its own runs", async () => {
  const measurement = {
    name: "block/rate",
    what: "three pairs",
    unit: "G/s",
    bar: 2,
    moreIsBetter: true as const,
    anchor: { name: "a plain loop" },
    run: async () => ({ runs: [6, 8, 7], anchor: [1, 4, 2] }),
  }
  const machine = { cpu: "cpu", cores: 2, node: "v20", platform: "linux x64" }
  const figures = await report(measurement, "abc", machine, () => 40)
  expect(figures).toMatchObject({ median: 7, anchor: { name: "a plain loop", value: 2 }, ratio: 3.5 })
  expect(printedReport(figures, measurement)).toContain("7 G/s (bar: at least 2 G/s)")
  expect(printedReport(figures, { ...measurement, bar: 8 })).toContain("7 G/s (bar: at least 8 G/s, MISSED)")
})
