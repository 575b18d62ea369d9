import { dispose, enableProdMode, setBackend, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core"
import type { Activation, Layer, ModelSpec } from "@tutti/protocol"
import { beforeAll, describe, expect, test } from "vitest"
import { denseLayers, outputCount } from "../model/layout.ts"
import { seededRandom } from "../seeded-random.ts"
import { largestDifference, someExamples, someWeights } from "../testing/cases.ts"
import { derivatives, plainLoss, plainOutputs } from "../testing/plain-network.ts"
import { startBackend } from "./backends/start.ts"
import { dropoutMasks } from "./dropout.ts"
import { outputError } from "./loss.ts"
import { matrixProducts } from "./matrix-products.ts"
import { backward, forward } from "./network.ts"
import { download, upload } from "./weights.ts"

enableProdMode()

const hidden = (units: number, activation: Activation): Layer => ({ kind: "dense", units, activation })
const models: Record<string, ModelSpec> = {
  "one layer": { inputs: 3, layers: [hidden(2, "linear")], loss: "softmax-cross-entropy" },
  "one number": { inputs: 4, layers: [hidden(1, "linear")], loss: "mean-squared-error" },
  relu: { inputs: 4, layers: [hidden(5, "relu"), hidden(3, "linear")], loss: "softmax-cross-entropy" },
  tanh: { inputs: 3, layers: [hidden(4, "tanh"), hidden(2, "linear")], loss: "mean-squared-error" },
  sigmoid: { inputs: 3, layers: [hidden(4, "sigmoid"), hidden(1, "linear")], loss: "mean-squared-error" },
  "deep, with dropout": {
    inputs: 5,
    layers: [
      { kind: "dropout", rate: 0.2 },
      hidden(6, "tanh"),
      { kind: "dropout", rate: 0.5 },
      hidden(5, "relu"),
      hidden(4, "linear"),
      { kind: "dropout", rate: 0.3 },
      hidden(3, "linear"),
    ],
    loss: "softmax-cross-entropy",
  },
}
const cases = (["cpu", "wasm"] as const).flatMap((backend) =>
  Object.entries(models).map(([name, model]) => ({ backend, name, model })),
)
const ROWS = 7

beforeAll(async () => {
  expect(await startBackend("cpu", undefined)).toEqual({ ok: true })
  expect(await startBackend("wasm", undefined)).toEqual({ ok: true })
})

/** What `plainLoss` takes: for each row, for each dropout layer, the factors of its units. */
async function masksByRow(masks: readonly Tensor2D[]) {
  const layers = await Promise.all(masks.map((mask) => mask.array()))
  return Array.from({ length: ROWS }, (_, row) => layers.map((layer) => layer[row] ?? []))
}

describe("forward", () => {
  test.each(cases)(
    "on $backend, $name: the outputs are those of the plain network",
    async ({ backend, model }) => {
      await setBackend(backend)
      const flat = someWeights(model, 3)
      const { features } = someExamples(model, ROWS, 4)
      const weights = upload(denseLayers(model), flat)
      const { outputs } = forward(model, weights, tensor2d(features, [ROWS, model.inputs]), [])
      const expected = Array.from({ length: ROWS }, (_, row) =>
        plainOutputs(model, flat, [...features.subarray(row * model.inputs, (row + 1) * model.inputs)]),
      )
      expect(largestDifference(await outputs.data(), expected.flat())).toBeLessThan(1e-5)
      dispose([weights, outputs])
    },
  )
})

describe("backward", () => {
  test.each(cases)(
    "on $backend, $name: each gradient is the derivative of the loss, found by trying",
    async ({ backend, model }) => {
      await setBackend(backend)
      const flat = someWeights(model, 5)
      const examples = someExamples(model, ROWS, 6)
      const masks = dropoutMasks(model, ROWS, seededRandom(7, "masks"))
      const weights = upload(denseLayers(model), flat)
      const pass = forward(model, weights, tensor2d(examples.features, [ROWS, model.inputs]), masks)
      const targets = tensor2d(examples.targets, [ROWS, outputCount(model)])
      const error = outputError(model.loss, pass.outputs, targets, 1)
      const gradients = await download(backward(pass, error, matrixProducts(backend)), flat.length)
      const byRow = await masksByRow(masks)
      const expected = derivatives((moved) => plainLoss(model, moved, examples, byRow), [...flat])
      expect(largestDifference(gradients, expected)).toBeLessThan(1e-5)
    },
  )
})

describe("dropoutMasks", () => {
  const model: ModelSpec = {
    inputs: 200,
    layers: [{ kind: "dropout", rate: 0.2 }, hidden(2, "linear")],
    loss: "mean-squared-error",
  }

  test("drop about the given share, and scale the rest so that the expectation stays", async () => {
    const [mask] = dropoutMasks(model, 100, seededRandom(1, "masks"))
    const values = (await mask?.data()) ?? []
    const dropped = values.filter((value) => value === 0).length
    // Binomial with 20,000 draws: five standard deviations are 283.
    expect(Math.abs(dropped - 4_000)).toBeLessThan(283)
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.8)]))
  })

  test("differ from step to step, and repeat with the seed", async () => {
    const draw = async (steps: number) => {
      const random = seededRandom(9, "masks")
      const masks = Array.from({ length: steps }, () => dropoutMasks(model, 4, random)).flat()
      return Promise.all(masks.map(async (mask) => (await mask.data()).join("")))
    }
    const masks = await draw(20)
    expect(new Set(masks).size).toBe(20)
    expect(await draw(20)).toEqual(masks)
  })
})
