import { mkdtempSync } from "node:fs"
import { readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { digitNetwork, labelsOf, networkOutputs } from "@tutti/learning"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { readModel } from "../digits/model-files.ts"
import { failureFrom, resultOf } from "../testing.ts"

const folder = mkdtempSync(join(tmpdir(), "tutti-model-"))
const path = (name: string) => join(folder, name)
const idx = (shape: number[], values: ArrayLike<number>) =>
  Buffer.from([
    0,
    0,
    8,
    shape.length,
    ...shape.flatMap((size) => [0, 0, size >> 8, size & 255]),
    ...Array.from(values),
  ])

/** A digit that is a bar: its number says how far to the right. */
const bar = (label: number) =>
  Array.from({ length: 784 }, (_, at) => (Math.floor((at % 28) / 2.8) === label ? 255 : 0))
const labels = Array.from({ length: 200 }, (_, row) => row % 10)

beforeAll(async () => {
  const images = idx([200, 28, 28], labels.flatMap(bar))
  await writeFile(path("images"), images)
  await writeFile(path("images.gz"), gzipSync(images))
  await writeFile(path("labels"), idx([200], labels))
  await writeFile(path("few-labels"), idx([3], [1, 2, 3]))
  await writeFile(path("small"), idx([200, 2, 2], new Uint8Array(800)))
  await writeFile(path("broken.gz"), gzipSync(images).subarray(0, 50))
})
afterAll(() => rm(folder, { recursive: true }))

const train = (images: string, ...more: string[]) => {
  const files = ["--images", path(images), "--labels", path("labels")]
  return ["model", "train", ...files, "--out", path("out"), ...more]
}

describe("tutti model train", () => {
  test("from packed files: a model that tells what it was shown, measured on what it was not", async () => {
    const report = await resultOf(train("images.gz", "--epochs", "3"))
    expect(report).toMatchObject({ architecture: "mlp", parameters: 397_510, trainedOn: 180, testedOn: 20 })
    const { network, weights } = await readModel(path("out"))
    const outputs = networkOutputs(
      network,
      weights,
      Float32Array.from(bar(7), (pixel) => pixel / 255),
    )
    expect([...labelsOf(outputs.scores, 10)]).toEqual([7])
    expect(JSON.parse(await readFile(path("out/model.json"), "utf8")).userDefinedMetadata).toEqual({
      architecture: "mlp",
      seed: 1,
      epochs: 3,
    })
  })

  test("with convolutions, in two epochs unless told otherwise: a model that reads back as what it is", async () => {
    const report = await resultOf(train("images.gz", "--architecture", "network2"))
    expect(report).toMatchObject({ architecture: "network2", parameters: 33_542, trainedOn: 180 })
    const { network, weights } = await readModel(path("out"))
    expect(network).toEqual(digitNetwork("network2"))
    expect(weights.every(Number.isFinite)).toBe(true)
    expect(JSON.parse(await readFile(path("out/model.json"), "utf8"))).toMatchObject({
      userDefinedMetadata: { epochs: 2 },
    })
  })

  test.each([
    ["E_FILE", train("nothing")],
    ["E_FILE", train("labels")],
    ["E_FILE", train("broken.gz")],
    ["E_FILE", [...train("images"), "--labels", path("few-labels")]],
    ["E_IN_SHAPE", train("small")],
    ["E_USAGE", train("images", "--architecture", "transformer")],
    ["E_USAGE", train("images", "--test-images", path("images"))],
  ])("%s for %j", async (code, args) => {
    expect(await failureFrom(args)).toMatchObject({ code })
  })
})
