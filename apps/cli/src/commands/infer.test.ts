import { mkdtempSync } from "node:fs"
import { rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { initialNetworkWeights, networkFiles, seededRandom } from "@tutti/learning"
import type { Network } from "@tutti/protocol"
import { estimateInference } from "@tutti/sdk/inference"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { writeModel } from "../digits/model-files.ts"
import { InferenceReport } from "../infer/report.ts"
import { failureFrom, runTutti } from "../testing.ts"

const folder = mkdtempSync(join(tmpdir(), "tutti-infer-"))
const path = (name: string) => join(folder, name)
const idx = (shape: number[], values: ArrayLike<number>) =>
  Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...Array.from(values)])

/**
 * Over images of 6 × 6: a convolution with zeros around, a pool whose windows overlap, a convolution that takes steps of two, of
 * several channels, and a dense layer on the one pixel that is left.
 */
const network: Network = {
  input: { height: 6, width: 6, channels: 1 },
  layers: [
    { kind: "conv2d", filters: 3, kernel: 3, stride: 1, padding: "same" },
    { kind: "max-pool", size: 3, stride: 2 },
    { kind: "relu" },
    { kind: "conv2d", filters: 4, kernel: 2, stride: 2, padding: "valid" },
    { kind: "relu" },
    { kind: "dense", units: 4 },
  ],
}
const COUNT = 40
/** Five processes start and end, on a machine that may be busy with others. */
const PATIENCE_MS = 180_000

beforeAll(async () => {
  // Of this seed the images' labels are three, and no two scores of an image so near each other that rounding decides.
  const weights = initialNetworkWeights(network, 246)
  const random = seededRandom(1, "pictures")
  await writeModel(path("model"), networkFiles(network, weights, {}))
  await writeModel(
    path("loud"),
    networkFiles(
      network,
      weights.map((weight) => 1e5 * weight),
      {},
    ),
  )
  const broken = weights.slice()
  broken[7] = Number.NaN
  await writeModel(path("broken"), networkFiles(network, broken, {}))
  const { json, weights: bytes } = networkFiles(network, weights, {})
  await writeModel(path("lstm"), { json: json.replace('"MaxPooling2D"', '"LSTM"'), weights: bytes })
  await writeFile(
    path("images"),
    idx(
      [COUNT, 6, 6],
      Array.from({ length: 36 * COUNT }, () => random.uint32() % 256),
    ),
  )
  await writeFile(path("small"), idx([COUNT, 3, 3], new Uint8Array(9 * COUNT)))
  await writeFile(
    path("labels"),
    idx(
      [COUNT],
      Array.from({ length: COUNT }, (_, row) => row % 4),
    ),
  )
})
afterAll(() => rm(folder, { recursive: true }))

const infer = (model: string, images: string, ...more: string[]) => {
  const files = ["--images", path(images), "--labels", path("labels")]
  return ["infer", "--model", path(model), ...files, ...more]
}

describe("tutti infer", () => {
  test(
    "the real command, with every process: the agreed names as JSON, and one opened integer",
    async () => {
      const { status, stdout, stderr } = await runTutti(infer("model", "images", "--batch", "16", "--json"))
      expect([status, stderr]).toEqual([0, ""])
      const report = InferenceReport.parse(JSON.parse(stdout))
      expect(report).toMatchObject({ images: COUNT, opened: ["score"], output: "score", batch: 16 })
      expect(report.verified).toEqual(["seals", "order", "transcript", "40 secret copies", "score tag"])
      expect(report.accuracy).toBe(report.plainAccuracy)
      expect(report.agreement).toBe(1)
      expect(report.onlineBytesPerImage).toBeGreaterThan(0)
      // What came is what the plan says, and a seal around each part of it.
      const estimate = estimateInference(
        {
          network,
          ringBits: 32,
          fractionBits: report.fractionBits,
          output: "score",
          batchRows: 16,
          canaryRows: 50,
          window: 3,
        },
        COUNT,
        0,
      )
      if (!estimate.ok) throw new Error("the plan was refused")
      const { dealerBytes } = estimate.estimate
      expect(report.dealerBytesPerImage * COUNT).toBeGreaterThan(dealerBytes)
      expect(report.dealerBytesPerImage * COUNT).toBeLessThan(dealerBytes + 1_000)
    },
    PATIENCE_MS,
  )

  test(
    "the labels to the client, when asked for: the same as in the clear",
    async () => {
      const { status, stdout } = await runTutti(
        infer(
          "model",
          "images",
          "--open",
          "label",
          "--limit",
          "9",
          "--batch",
          "4",
          "--window",
          "2",
          "--canaries",
          "60",
          "--rtt",
          "4",
          "--json",
        ),
      )
      expect(status).toBe(0)
      expect(InferenceReport.parse(JSON.parse(stdout))).toMatchObject({
        images: 9,
        agreement: 1,
        opened: ["labels, to the client"],
        rttMs: 4,
        verified: ["seals", "order", "transcript", "9 secret copies"],
      })
    },
    PATIENCE_MS,
  )

  test.each([
    ["E_FILE", infer("nothing", "images")],
    ["E_FILE", infer("model", "nothing")],
    ["E_IN_SHAPE", infer("model", "small")],
    ["E_IN_LAYER", infer("lstm", "images")],
    ["E_IN_NOT_A_NUMBER", infer("broken", "images")],
    ["E_IN_RANGE", infer("loud", "images")],
    ["E_USAGE", infer("model", "images", "--batch", "0")],
    ["E_USAGE", infer("model", "images", "--canaries", "49")],
    ["E_USAGE", infer("model", "images", "--open", "weights")],
  ])("%s for %j", async (code, args) => {
    expect(await failureFrom(args)).toMatchObject({ code, side: "sender" })
  })
})
