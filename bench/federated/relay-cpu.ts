import type { Measurement } from "../harness/measurement.ts"
import { creditFile, runSimulation } from "../harness/tutti.ts"

/** 42 · 2222 + 2222 + 2222 · 2 + 2 = 99,992 weights. */
const HIDDEN_UNITS = "2222"
/** They pay for compilation. */
const FIRST_ROUNDS = 2

export const measurement: Measurement = {
  name: "federated/relay-cpu",
  what: "CPU of the relay's own process a round, 100 owners × 99,992 weights, trusted, real sockets; owners train in another process",
  unit: "ms",
  bar: 150,
  anchor: { name: "DISCO", value: 1_062 },
  async run() {
    const size = ["--owners", "100", "--rounds", "12", "--hidden", HIDDEN_UNITS]
    const { rounds } = await runSimulation(["--csv", creditFile(), ...size])
    return rounds.slice(FIRST_ROUNDS).map(({ relayCpuSeconds }) => 1000 * relayCpuSeconds)
  },
}
