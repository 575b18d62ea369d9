import type { Measurement } from "../harness/measurement.ts"
import { inferOften } from "./digits.ts"

export const measurement: Measurement = {
  name: "inference/lenet",
  what: "an image through LeNet (convolutions of 20 and 50 filters, 800-500-10) at a round trip of 20 ms: 300 images, batches of 50",
  unit: "ms",
  bar: 110,
  anchor: { name: "the bar", value: 110 },
  run: async () =>
    (await inferOften(3, "lenet", ["--limit", "300", "--rtt", "20", "--no-agreement"])).map(
      ({ msPerImage }) => msPerImage,
    ),
}
