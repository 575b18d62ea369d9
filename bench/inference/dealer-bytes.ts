import type { Measurement } from "../harness/measurement.ts"
import { inferDigits } from "./digits.ts"

export const measurement: Measurement = {
  name: "inference/dealer-bytes",
  what: "kB an image from the dealer, all of them to the model owner: 784-500-10, the whole MNIST test set, batches of 50",
  unit: "kB",
  bar: 25,
  anchor: { name: "MP-SPDZ dealer-ring", value: 38 },
  run: async () => [(await inferDigits("mlp", ["--no-agreement"])).dealerBytesPerImage / 1_000],
}
