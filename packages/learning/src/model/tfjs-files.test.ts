import * as tf from "@tensorflow/tfjs"
import type { ModelSpec } from "@tutti/protocol"
import { describe, expect, test } from "vitest"
import { initialWeights } from "./initial-weights.ts"
import { creditNetwork, linearRegression, logisticRegression } from "./templates.ts"
import { tfjsFiles } from "./tfjs-files.ts"

// Or tfjs advertises its native module in the middle of the test report.
tf.enableProdMode()

/** Reads the files as a stranger would: by TensorFlow.js alone. */
async function load({ json, weights }: ReturnType<typeof tfjsFiles>) {
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(json)
  const weightSpecs = weightsManifest[0].weights
  return tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData: weights.buffer, userDefinedMetadata }),
  )
}

describe("a model exported for TensorFlow.js", () => {
  test("gives a classifier's probabilities: softmax of x·kernel + bias", async () => {
    const model = logisticRegression(2, 2)
    // kernel [[1, 2], [3, 4]], bias [0.5, -0.5]; x = [1, -1] gives logits [-1.5, -2.5].
    const loaded = await load(tfjsFiles(model, Float32Array.of(1, 2, 3, 4, 0.5, -0.5), {}))
    const predicted = loaded.predict(tf.tensor2d([[1, -1]]))
    if (Array.isArray(predicted)) throw new Error("one output")
    const [first, second] = await predicted.data()
    expect(first).toBeCloseTo(1 / (1 + Math.exp(-1)), 6)
    expect(second).toBeCloseTo(1 - 1 / (1 + Math.exp(-1)), 6)
  })

  test("gives a number as it is", async () => {
    const loaded = await load(tfjsFiles(linearRegression(2), Float32Array.of(2, -1, 10), {}))
    const predicted = loaded.predict(tf.tensor2d([[3, 4]]))
    if (Array.isArray(predicted)) throw new Error("one output")
    expect([...(await predicted.data())]).toEqual([12])
  })

  test("keeps every layer but dropout, and what is said about it", async () => {
    const model = creditNetwork(0.5)
    const files = tfjsFiles(model, initialWeights(model, 7), { modelHash: "00ff" })
    const loaded = await load(files)
    expect(loaded.layers.map(({ name }) => name)).toEqual([
      ...[1, 2, 3, 4, 5].map((number) => `dense_${number}`),
      "probabilities",
    ])
    expect(loaded.countParams()).toBe(initialWeights(model, 7).length)
    expect(JSON.parse(files.json).userDefinedMetadata).toEqual({ modelHash: "00ff" })
  })

  test("is refused with another model's weights", () => {
    const model: ModelSpec = linearRegression(3)
    expect(() => tfjsFiles(model, new Float32Array(3), {})).toThrow(RangeError)
  })
})
