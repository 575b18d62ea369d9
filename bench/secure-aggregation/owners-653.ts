import type { Measurement } from "../harness/measurement.ts"
import { creditFile, runSimulation } from "../harness/tutti.ts"

export const measurement: Measurement = {
  name: "secure-aggregation/owners-653",
  what: "653 owners of one row each, 42-22-2 network (992 weights), secure, one owner in ten dropping out at a random phase of the round, real sockets, one machine: the statistics' sum, a round and the last measurement",
  unit: "s",
  bar: 120,
  anchor: { name: "the bar", value: 120 },
  async run() {
    const size = ["--owners", "653", "--rounds", "1", "--hidden", "22", "--dropout", "0.1"]
    const report = await runSimulation(["--csv", creditFile(), "--mode", "secure", ...size])
    if (report.rounds.length === 0) throw new Error("no round was committed")
    return [report.seconds]
  },
}
