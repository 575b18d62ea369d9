import type { Measurement } from "../harness/measurement.ts"
import { inferOften } from "./digits.ts"

export const measurement: Measurement = {
  name: "inference/single-image",
  what: "one image after the other, each with its secret copy in a batch of two and none before the last is answered: 784-500-10, 500 images, labels to the client",
  unit: "ms",
  bar: 20,
  anchor: { name: "MP-SPDZ dealer-ring, batch 1, on such a machine", value: 60 },
  run: async () =>
    (
      await inferOften(3, "mlp", [
        "--batch",
        "2",
        "--canaries",
        "500",
        "--window",
        "1",
        "--limit",
        "500",
        "--open",
        "label",
      ])
    ).map(({ msPerImage }) => msPerImage),
}
