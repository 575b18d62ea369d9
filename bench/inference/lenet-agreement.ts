import type { Measurement } from "../harness/measurement.ts"
import { inferDigits } from "./digits.ts"

export const measurement: Measurement = {
  name: "inference/lenet-agreement",
  what: "share of the 10,000 MNIST test images with the label of the same model in floats; LeNet, labels opened to the client",
  unit: "of 1",
  bar: 0.999,
  moreIsBetter: true,
  anchor: { name: "the bar", value: 0.999 },
  run: async () => [(await inferDigits("lenet", ["--open", "label"])).agreement ?? Number.NaN],
}
