import type { Sweep } from "../harness/sweep.ts"
import { inferencePoint } from "./sweep.ts"

/** Measured with MP-SPDZ's dealer-ring on such a machine. 2.64 ms and 57.4 ms for a batch is within 5 % of all three. */
const MEASURED: Readonly<Record<number, number>> = { 1: 60, 50: 3.79, 128: 2.95 }
const reckoned = (batch: number) => Number((2.64 + 57.4 / batch).toPrecision(3))

/** Small batches take long for each image. */
const IMAGES: Readonly<Record<number, number>> = { 1: 500, 10: 1_000 }
const MOST_IMAGES = 2_500

export const sweep: Sweep = {
  name: "inference/sweep-batch",
  what: "an image of the MNIST test set by the images of a batch: 784-500-10, score opened, six batches on their way, everybody in a process of its own, real sockets; the masked weights, once in a run, are in the bytes",
  unit: "ms",
  setting: "images in a batch",
  points: [1, 10, 50, 128, 250].map((batch) => {
    const measured = MEASURED[batch]
    return {
      at: batch,
      anchor: {
        name: `MP-SPDZ dealer-ring, batch ${batch}, ${measured === undefined ? "reckoned from three that were measured" : "on such a machine"}`,
        value: measured ?? reckoned(batch),
      },
      run: () => inferencePoint(IMAGES[batch] ?? MOST_IMAGES, ["--batch", String(batch)]),
    }
  }),
}
