import type { Measurement } from "../harness/measurement.ts"
import { inferDigits } from "./digits.ts"

export const measurement: Measurement = {
  name: "inference/rounds",
  what: "rounds of a batch of 50, score opened, 784-500-10: frames one after the other, each a way between the parties, counted by the client",
  unit: "rounds",
  bar: 12,
  anchor: { name: "MP-SPDZ dealer-ring", value: 53 },
  run: async () => [(await inferDigits("mlp", ["--limit", "500", "--no-agreement"])).roundsPerBatch],
}
