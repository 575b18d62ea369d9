import type { Measurement } from "../harness/measurement.ts"
import { policyFor } from "./policies.ts"
import { runRound } from "./round.ts"

/** The widest complete graph is the dearest: on the ring, 653 owners have 132 neighbours each. */
const COUNTS = [10, 100, 255]

/** Bytes that one owner sends in a round of so many weights, against the raw float32 model. */
export function uploadMeasurement(name: string, weights: number, bar: number): Measurement {
  return {
    name: `secure-aggregation/${name}`,
    what: `bytes that one owner sends in a round of ${weights} weights, all its steps, against the raw float32 model; a run is a round of ${COUNTS.join(", ")} owners`,
    unit: "×",
    bar,
    anchor: { name: "Bonawitz et al. 2017, 2¹⁰ owners", value: 1.73 },
    async run() {
      const ratios: number[] = []
      for (const owners of COUNTS) {
        // A masked lane has four bytes, however many there are.
        const { bytesUp } = await runRound({ owners, lanes: 1, policy: policyFor(owners) })
        ratios.push((bytesUp + 4 * (weights - 1)) / (4 * weights))
      }
      return ratios
    },
  }
}

export const measurement = uploadMeasurement("upload", 100_000, 1.05)
