import * as tf from "@tensorflow/tfjs"
import { describe, expect, test } from "vitest"
import { largestDifference } from "../../testing/cases.ts"
import { convolutions, someImages, someNetworkWeights, variedNetwork } from "../../testing/networks.ts"
import { digitNetwork } from "../digit-networks.ts"
import { networkOutputs } from "../forward.ts"
import { initialNetworkWeights } from "../initial-network-weights.ts"
import { readNetworkFiles } from "./read-network.ts"
import { networkFiles } from "./write-network.ts"

tf.enableProdMode()

const softmax = (scores: number[]) => {
  const odds = scores.map((score) => Math.exp(score))
  const sum = odds.reduce((total, one) => total + one, 0)
  return odds.map((one) => one / sum)
}

describe("a network as TensorFlow.js reads it", () => {
  const networks = [
    ["every kind of layer", variedNetwork],
    ["784-500-10", digitNetwork("mlp")],
    ["two convolutions", digitNetwork("network2")],
    ["two wide convolutions", digitNetwork("lenet")],
    ["convolutions in a row", convolutions],
  ] as const
  test.each(networks)("%s: the plain loops give what tfjs gives", async (_, network) => {
    const weights = someNetworkWeights(network, 3).map((entry) => entry / 4)
    const { json, weights: bytes } = networkFiles(network, weights, {})
    const { modelTopology, weightsManifest } = JSON.parse(json)
    const weightSpecs = weightsManifest[0].weights
    const artifacts = { modelTopology, weightSpecs, weightData: bytes.buffer }
    const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts))
    const images = someImages(network, 2, 5)
    const { height, width, channels } = network.input
    const predicted = model.predict(tf.tensor4d(images, [2, height, width, channels]))
    if (Array.isArray(predicted)) throw new Error("one output")
    expect(predicted.rank).toBe(2)
    const { scores } = networkOutputs(network, weights, images)
    const classes = scores.length / 2
    const expected = [scores.slice(0, classes), scores.slice(classes)].flatMap((one) => softmax([...one]))
    expect(largestDifference([...(await predicted.data())], expected)).toBeLessThan(1e-5)
  })

  test.each(networks)("%s: read again it is the same", (_, network) => {
    const weights = initialNetworkWeights(network, 1)
    const { json, weights: bytes } = networkFiles(network, weights, {})
    const read = readNetworkFiles(json, bytes)
    if (!read.ok) throw new Error(read.problem.code)
    expect(read.network).toEqual(network)
    expect(Buffer.compare(Buffer.from(read.weights.buffer), Buffer.from(weights.buffer))).toBe(0)
  })
})

const sequential = (layers: object[]) =>
  JSON.stringify({
    modelTopology: { class_name: "Sequential", config: { name: "other", layers } },
    weightsManifest: [
      {
        paths: ["./a.bin"],
        weights: [
          { name: "path/d/bias", shape: [2], dtype: "float32" },
          { name: "path/d/kernel", shape: [3, 2], dtype: "float32" },
        ],
      },
    ],
  })
const dense = (config: object = {}) => ({ class_name: "Dense", config: { name: "d", units: 2, ...config } })
const row = { batch_input_shape: [null, 3] }
const eight = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer)
const bytes = eight(7, 8, 1, 2, 3, 4, 5, 6)

describe("another program's model", () => {
  test("weights are found by name, whatever their order and their path", () => {
    const read = readNetworkFiles(sequential([dense({ ...row, activation: "softmax" })]), bytes)
    expect(read).toMatchObject({ ok: true, weights: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) })
  })

  test("a layer without a bias has one of zeros", () => {
    const json = JSON.stringify({
      ...JSON.parse(sequential([dense({ ...row, use_bias: false })])),
      weightsManifest: [{ paths: [], weights: [{ name: "d/kernel", shape: [3, 2], dtype: "float32" }] }],
    })
    const read = readNetworkFiles(json, eight(1, 2, 3, 4, 5, 6))
    expect(read).toMatchObject({ ok: true, weights: Float32Array.of(1, 2, 3, 4, 5, 6, 0, 0) })
  })

  test("a relu before a pool of largest values changes places with it, before one of averages it stays", () => {
    const image = { batch_input_shape: [null, 4, 4, 1] }
    const pool = (kind: string) => ({ class_name: `${kind}Pooling2D`, config: { name: "p" } })
    const kinds = (kind: string) => {
      const layers = [
        { class_name: "ReLU", config: { name: "r", ...image } },
        pool(kind),
        { class_name: "Flatten", config: { name: "f" } },
        { class_name: "Dense", config: { name: "d", units: 2 } },
      ]
      const json = JSON.stringify({
        modelTopology: { class_name: "Sequential", config: layers },
        weightsManifest: [
          {
            paths: [],
            weights: [
              { name: "d/kernel", shape: [4, 2], dtype: "float32" },
              { name: "d/bias", shape: [2], dtype: "float32" },
            ],
          },
        ],
      })
      const read = readNetworkFiles(json, new Uint8Array(40))
      return read.ok ? read.network.layers.map((layer) => layer.kind) : read.problem
    }
    expect(kinds("Max")).toEqual(["max-pool", "relu", "dense"])
    expect(kinds("Average")).toEqual(["relu", "average-pool", "dense"])
  })
})

describe("what cannot be computed on shares is refused by name", () => {
  const image = { batch_input_shape: [null, 8, 8, 3] }
  const flatten = { class_name: "Flatten", config: { name: "f" } }
  test.each<[string, object[], string]>([
    ["lstm_1 (LSTM)", [{ class_name: "LSTM", config: { name: "lstm_1", ...row } }], "E_IN_LAYER"],
    ["d (Dense)", [dense({ ...row, activation: "tanh" })], "E_IN_LAYER"],
    ["d (Dense)", [dense({ ...row, activation: "softmax" }), dense()], "E_IN_LAYER"],
    ["d (Dense)", [dense(image)], "E_IN_LAYER"],
    [
      "c (Conv2D)",
      [
        { class_name: "Conv2D", config: { name: "c", ...image, filters: 2, kernel_size: [3, 2] } },
        flatten,
        dense(),
      ],
      "E_IN_LAYER",
    ],
    [
      "c (Conv2D)",
      [
        {
          class_name: "Conv2D",
          config: { name: "c", ...image, filters: 2, kernel_size: 3, dilation_rate: 2 },
        },
        flatten,
        dense(),
      ],
      "E_IN_LAYER",
    ],
    [
      "p (MaxPooling2D)",
      [{ class_name: "MaxPooling2D", config: { name: "p", ...image, padding: "same" } }, flatten, dense()],
      "E_IN_LAYER",
    ],
    [
      "c (Conv2D)",
      [
        { class_name: "Conv2D", config: { name: "c", ...image, filters: 2, kernel_size: 9 } },
        flatten,
        dense(),
      ],
      "E_IN_LAYER",
    ],
    ["a last layer that is not dense", [dense({ ...row, activation: "relu" })], "E_IN_LAYER"],
  ])("%s", (layer, layers, code) => {
    expect(readNetworkFiles(sequential(layers), bytes)).toEqual({ ok: false, problem: { code, layer } })
  })

  test("a model of branches", () => {
    const json = JSON.stringify({ modelTopology: { class_name: "Model", config: {} }, weightsManifest: [] })
    const problem = { code: "E_IN_LAYER", layer: "Model" }
    expect(readNetworkFiles(json, bytes)).toEqual({ ok: false, problem })
  })

  test.each<[string, string, Uint8Array]>([
    ["no JSON", "{", bytes],
    ["another JSON", "{}", bytes],
    ["weights cut off", sequential([dense(row)]), bytes.slice(4)],
    ["no input shape", sequential([dense()]), bytes],
    ["weights of another shape", sequential([dense({ batch_input_shape: [null, 4] })]), bytes],
    ["weights of another name", sequential([dense({ ...row, name: "e" })]), bytes],
    ["weights that are not float32", sequential([dense(row)]).replace("float32", "int32"), bytes],
  ])("%s: E_IN_MODEL", (_, json, weights) => {
    expect(readNetworkFiles(json, weights)).toEqual({ ok: false, problem: { code: "E_IN_MODEL" } })
  })

  test("a weight that is no number", () => {
    const read = readNetworkFiles(sequential([dense(row)]), eight(7, 8, 1, 2, Number.NaN, 4, 5, 6))
    expect(read).toEqual({ ok: false, problem: { code: "E_IN_NOT_A_NUMBER" } })
  })
})
