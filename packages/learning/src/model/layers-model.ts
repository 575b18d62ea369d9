import type { ModelSpec } from "@tutti/protocol"
import { requireLength } from "../update/vectors.ts"
import { denseLayers, type Parameter, parameterCount, parameterLayout } from "./layout.ts"

/** The file `model.json` of tfjs's layers format, as far as this project writes it. */
export type LayersModelJson = {
  format: "layers-model"
  generatedBy: string
  convertedBy: null
  modelTopology: {
    class_name: "Sequential"
    config: { name: string; layers: KerasLayer[] }
    keras_version: string
    backend: "tensor_flow.js"
  }
  weightsManifest: [{ paths: ["weights.bin"]; weights: WeightEntry[] }]
}
type KerasLayer = { class_name: "Dense" | "Dropout"; config: Record<string, unknown> }
type WeightEntry = { name: string; shape: Parameter["shape"]; dtype: "float32" }

/**
 * A trained model as the two files that `tf.loadLayersModel` reads. The weights are the flat array itself, since
 * `parameterLayout` has the order of that format. A classifier ends in a softmax: the exported model gives
 * probabilities, of features that are encoded and scaled as in the study.
 * @param weights [parameters] in the order of `parameterLayout`.
 * @returns the content of `model.json`, and of `weights.bin` beside it: float32, little-endian.
 * @throws {RangeError} if the weights are not as many as the model has.
 */
export function exportTfjs(
  model: ModelSpec,
  weights: Float32Array,
): { modelJson: LayersModelJson; weightsBin: Uint8Array<ArrayBuffer> } {
  requireLength(weights, parameterCount(model))
  const modelJson: LayersModelJson = {
    format: "layers-model",
    generatedBy: "Tutti",
    convertedBy: null,
    modelTopology: {
      class_name: "Sequential",
      config: { name: "tutti", layers: kerasLayers(model) },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightsManifest: [
      {
        paths: ["weights.bin"],
        weights: parameterLayout(model).map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
      },
    ],
  }
  return { modelJson, weightsBin: littleEndian(weights) }
}

function kerasLayers(model: ModelSpec): KerasLayer[] {
  const lastDense = denseLayers(model).length
  let dense = 0
  return model.layers.map((layer, index): KerasLayer => {
    const shape = index === 0 ? { batch_input_shape: [null, model.inputs], dtype: "float32" } : {}
    if (layer.kind === "dropout")
      return { class_name: "Dropout", config: { name: `dropout_${index + 1}`, rate: layer.rate, ...shape } }
    dense++
    const probabilities = dense === lastDense && model.loss === "softmax-cross-entropy"
    const activation = probabilities ? "softmax" : layer.activation
    return {
      class_name: "Dense",
      config: { name: `dense_${dense}`, units: layer.units, activation, use_bias: true, ...shape },
    }
  })
}

function littleEndian(weights: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * weights.length)
  const view = new DataView(bytes.buffer)
  for (const [index, weight] of weights.entries()) view.setFloat32(4 * index, weight, true)
  return bytes
}
