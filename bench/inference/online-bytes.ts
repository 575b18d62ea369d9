import type { Measurement } from "../harness/measurement.ts"
import { inferDigits } from "./digits.ts"

export const measurement: Measurement = {
  name: "inference/online-bytes",
  what: "kB an image that one party sends the other, masked weights, seals and heads included: 784-500-10, the whole MNIST test set, batches of 50",
  unit: "kB",
  bar: 8.5,
  anchor: { name: "MP-SPDZ dealer-ring", value: 199 },
  run: async () => [(await inferDigits("mlp", ["--no-agreement"])).onlineBytesPerImage / 1_000],
}
