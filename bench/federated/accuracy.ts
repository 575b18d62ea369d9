import type { Measurement } from "../harness/measurement.ts"
import { creditFile, runSimulation } from "../harness/tutti.ts"

const SEEDS = [1, 2, 3, 4, 5]

export const measurement: Measurement = {
  name: "federated/accuracy",
  what: "points of accuracy on held-out rows between the federated model and the pooled one of the same network and steps: credit data, 10 owners, one run for each of 5 seeds",
  unit: "points",
  bar: 1,
  anchor: { name: "a point", value: 1 },
  async run() {
    const points: number[] = []
    for (const seed of SEEDS) {
      const report = await runSimulation(["--csv", creditFile(), "--owners", "10", "--seed", String(seed)])
      const { accuracy, pooledAccuracy } = report
      if (accuracy === null || pooledAccuracy === null) throw new Error("the target is not a class")
      points.push(100 * Math.abs(accuracy - pooledAccuracy))
    }
    return points
  },
}
