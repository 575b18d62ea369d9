import type { Measurement } from "../harness/measurement.ts"
import { creditFile, runSimulation } from "../harness/tutti.ts"

export const measurement: Measurement = {
  name: "federated/one-row-owners",
  what: "653 owners of one row each, one epoch of the 42-30-20-10-5-2 network, trusted, real sockets, one machine; a run is a round, evaluation and commit included",
  unit: "s",
  bar: 6.2,
  anchor: { name: "the seed in one process without a network", value: 6.19 },
  async run() {
    const size = ["--owners", "653", "--rounds", "10", "--hidden", "30,20,10,5"]
    const { rounds } = await runSimulation(["--csv", creditFile(), ...size])
    return rounds.map(({ seconds }) => seconds)
  },
}
