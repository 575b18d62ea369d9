import type { Network, PlacedLayer } from "@tutti/protocol"
import { littleEndian, type TfjsFiles } from "../../model/tfjs-files.ts"
import { requireLength } from "../../update/vectors.ts"
import { placedLayers } from "../place.ts"

/**
 * A network over images as `tf.loadLayersModel` reads it; it answers probabilities.
 * @param weights  [parameters] in the network's order.
 * @param metadata goes into the file as `userDefinedMetadata`.
 * @throws {RangeError} when the weights are not the network's.
 */
export function networkFiles(
  network: Network,
  weights: Float32Array,
  metadata: Readonly<Record<string, unknown>>,
): TfjsFiles {
  const firstDense = network.layers.findIndex(({ kind }) => kind === "dense")
  const named = placedLayers(network).map((placed, index) => ({
    placed,
    name: `${placed.layer.kind}_${index + 1}`,
    findsImage: index <= firstDense,
  }))
  const manifest = named.flatMap(({ placed, name }) => weightEntries(placed, name))
  requireLength(
    weights,
    manifest.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0),
  )
  const { height, width, channels } = network.input
  const first = { batch_input_shape: [null, height, width, channels], dtype: "float32" }
  const layers = named.flatMap(({ placed, name, findsImage }) => layerEntries(placed, name, findsImage))
  const probabilities = { class_name: "Activation", config: { name: "probabilities", activation: "softmax" } }
  const [opening, ...following] = layers
  const json = {
    format: "layers-model",
    generatedBy: "Tutti",
    convertedBy: null,
    modelTopology: {
      class_name: "Sequential",
      config: {
        name: "tutti",
        layers: [
          ...(opening ? [{ ...opening, config: { ...opening.config, ...first } }] : []),
          ...following,
          probabilities,
        ],
      },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightsManifest: [{ paths: ["./weights.bin"], weights: manifest }],
    userDefinedMetadata: metadata,
  }
  return { json: `${JSON.stringify(json, null, 2)}\n`, weights: littleEndian(weights) }
}

function weightEntries({ layer, input, weights }: PlacedLayer, name: string) {
  if (weights === null) return []
  const { rows, columns } = weights
  const shape =
    layer.kind === "conv2d" ? [layer.kernel, layer.kernel, input.channels, columns] : [rows, columns]
  return [
    { name: `${name}/kernel`, shape, dtype: "float32" },
    { name: `${name}/bias`, shape: [columns], dtype: "float32" },
  ]
}

type LayerEntry = { readonly class_name: string; readonly config: Readonly<Record<string, unknown>> }

/** @param findsImage whether no dense layer stands before it */
function layerEntries({ layer }: PlacedLayer, name: string, findsImage: boolean): LayerEntry[] {
  switch (layer.kind) {
    case "relu":
      return [{ class_name: "Activation", config: { name, activation: "relu" } }]
    case "max-pool":
    case "average-pool": {
      const class_name = layer.kind === "max-pool" ? "MaxPooling2D" : "AveragePooling2D"
      const [pool_size, strides] = [
        [layer.size, layer.size],
        [layer.stride, layer.stride],
      ]
      return [{ class_name, config: { name, pool_size, strides, padding: "valid" } }]
    }
    case "conv2d": {
      const { filters, kernel, stride, padding } = layer
      const config = { name, filters, kernel_size: [kernel, kernel], strides: [stride, stride], padding }
      return [{ class_name: "Conv2D", config: { ...config, activation: "linear", use_bias: true } }]
    }
    case "dense": {
      const dense = {
        class_name: "Dense",
        config: { name, units: layer.units, activation: "linear", use_bias: true },
      }
      // An image of one pixel is no row: tfjs would take a dense layer on it for one along its channels.
      return findsImage ? [{ class_name: "Flatten", config: { name: `flatten_${name}` } }, dense] : [dense]
    }
  }
}
