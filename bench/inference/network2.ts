import type { Measurement } from "../harness/measurement.ts"
import { inferOften } from "./digits.ts"

export const measurement: Measurement = {
  name: "inference/network2",
  what: "an image through two convolutions, pools of largest values and two dense layers at a round trip of 20 ms: 400 images, batches of 50",
  unit: "ms",
  bar: 60,
  anchor: { name: "the bar", value: 60 },
  run: async () =>
    (await inferOften(3, "network2", ["--limit", "400", "--rtt", "20", "--no-agreement"])).map(
      ({ msPerImage }) => msPerImage,
    ),
}
