import { expect, test } from "vitest"
import { printedPoint, printedSweep, type Sweep, sweepReports } from "./sweep.ts"

const machine = { cpu: "cpu", cores: 2, node: "v20", platform: "linux x64" }

const sweep: Sweep = {
  name: "block/sweep",
  what: "two settings",
  unit: "ms",
  setting: "at once",
  points: [
    {
      at: 1,
      anchor: { name: "somebody", value: 10 },
      run: async () => ({ runs: [6, 4, 5], beside: { kB: 8 } }),
    },
    {
      at: 20,
      anchor: { name: "somebody else", value: 4 },
      run: async () => ({ runs: [1, 3], beside: { kB: 7.1254 } }),
    },
  ],
}

async function reports() {
  const speeds = [40, 50, 60, 70].values()
  const taken = []
  for await (const report of sweepReports(sweep, "abc", machine, () => speeds.next().value ?? Number.NaN))
    taken.push(report)
  return taken
}

test("a sweep gives a report for each setting, named by it, against the anchor of that setting", async () => {
  const common = { commit: "abc", machine, unit: "ms" }
  expect(await reports()).toEqual([
    {
      ...common,
      name: "block/sweep/1",
      at: 1,
      runs: [6, 4, 5],
      median: 5,
      anchor: { name: "somebody", value: 10 },
      ratio: 0.5,
      beside: { kB: 8 },
      calibrationMs: [40, 50],
    },
    {
      ...common,
      name: "block/sweep/20",
      at: 20,
      runs: [1, 3],
      median: 2,
      anchor: { name: "somebody else", value: 4 },
      ratio: 0.5,
      beside: { kB: 7.1254 },
      calibrationMs: [60, 70],
    },
  ])
})

test("it is printed as a table: the settings, then a line for each", async () => {
  expect([printedSweep(sweep), ...(await reports()).map(printedPoint)]).toEqual([
    "block/sweep: 1, 20 at once; each with its median, and what that is compared with\n  two settings",
    "      1       5 ms | runs 6, 4, 5 | 8 kB | 0.50× of 10 ms, somebody",
    "     20       2 ms | runs 1, 3 | 7.13 kB | 0.50× of 4 ms, somebody else",
  ])
})
