import type { Measurement } from "../harness/measurement.ts"
import { inferOften } from "./digits.ts"

export const measurement: Measurement = {
  name: "inference/end-to-end-node",
  what: "an image of the MNIST test set (10,000), 784-500-10, batches of 50, score opened; client, model owner, dealer and relay in a process each, real sockets",
  unit: "ms",
  bar: 1.2,
  anchor: { name: "MP-SPDZ dealer-ring, batch 50, on such a machine", value: 3.79 },
  run: async () => (await inferOften(3, "mlp", ["--no-agreement"])).map(({ msPerImage }) => msPerImage),
}
