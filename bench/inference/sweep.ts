import type { PointTaken } from "../harness/sweep.ts"
import { inferOften } from "./digits.ts"
import { orFewer } from "./fewer.ts"

const RUNS = 3

/** 784-500-10 over the first images of the test set: ms an image in each of three runs, and what is the same in all. */
export async function inferencePoint(images: number, args: readonly string[]): Promise<PointTaken> {
  const limit = String(orFewer(images))
  const reports = await inferOften(RUNS, "mlp", ["--limit", limit, "--no-agreement", ...args])
  const [first] = reports
  if (first === undefined) throw new Error("nothing was measured")
  return {
    runs: reports.map(({ msPerImage }) => msPerImage),
    beside: {
      "kB each way": first.onlineBytesPerImage / 1_000,
      "kB dealt": first.dealerBytesPerImage / 1_000,
      rounds: first.roundsPerBatch,
    },
  }
}
