import type { ModelSpec } from "@tutti/protocol"
import { denseLayers, parameterLayout } from "./layout.ts"

/** The two files of a TensorFlow.js layers model. */
export type TfjsFiles = {
  /** Content of model.json. */
  json: string
  /** Content of weights.bin: float32, little-endian, in the order of `parameterLayout`. */
  weights: Uint8Array<ArrayBuffer>
}

/**
 * A model as `tf.loadLayersModel` reads it. Layers of training alone (dropout) are left out; a classifier ends in a
 * softmax, so that it answers probabilities.
 * @param weights  [parameters]
 * @param metadata goes into the file as `userDefinedMetadata`: features, classes, scaling, hashes.
 * @throws {RangeError} when the weights are not the model's.
 */
export function tfjsFiles(
  model: ModelSpec,
  weights: Float32Array,
  metadata: Readonly<Record<string, unknown>>,
): TfjsFiles {
  const layout = parameterLayout(model)
  const parameters = layout.reduce((count, { size }) => count + size, 0)
  if (weights.length !== parameters)
    throw new RangeError(`the model has ${parameters} weights, not ${weights.length}`)
  const json = {
    format: "layers-model",
    generatedBy: "Tutti",
    convertedBy: null,
    modelTopology: {
      class_name: "Sequential",
      config: { name: "tutti", layers: layersOf(model) },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightsManifest: [
      {
        paths: ["./weights.bin"],
        weights: layout.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
      },
    ],
    userDefinedMetadata: metadata,
  }
  return { json: `${JSON.stringify(json, null, 2)}\n`, weights: littleEndian(weights) }
}

function layersOf(model: ModelSpec) {
  const dense = denseLayers(model).map(({ inputs, units, activation }, index) => ({
    class_name: "Dense",
    config: {
      name: `dense_${index + 1}`,
      ...(index === 0 ? { batch_input_shape: [null, inputs], dtype: "float32" } : {}),
      units,
      activation,
      use_bias: true,
      trainable: true,
    },
  }))
  const probabilities = { class_name: "Activation", config: { name: "probabilities", activation: "softmax" } }
  return model.loss === "softmax-cross-entropy" ? [...dense, probabilities] : dense
}

export function littleEndian(weights: Float32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(weights.byteLength))
  for (const [index, weight] of weights.entries()) view.setFloat32(4 * index, weight, true)
  return new Uint8Array(view.buffer)
}
