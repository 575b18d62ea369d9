import { dispose, tidy } from "@tensorflow/tfjs-core"
import type { Examples } from "@tutti/data"
import { type Network, type PlacedLayer, sizeOf } from "@tutti/protocol"
import { kernelShapes, placedLayers } from "../../network/place.ts"
import { seededRandom } from "../../seeded-random.ts"
import { requireLength } from "../../update/vectors.ts"
import type { BackendName } from "../backends/names.ts"
import { startBackend } from "../backends/start.ts"
import { shuffledBatches } from "../batches.ts"
import { type MatrixProducts, matrixProducts } from "../matrix-products.ts"
import { adam } from "../optimisers.ts"
import { giveWay, onBackend } from "../turns.ts"
import { download, upload } from "../weights.ts"
import { gradientsOf } from "./gradients.ts"

export type NetworkTraining = {
  readonly epochs: number
  readonly batchSize: number
  /** Of Adam, to begin with. It falls evenly to nothing over all epochs, so that the last steps settle what is learnt. */
  readonly learningRate: number
  /** Decides the shuffles: the same seed, weights and images give the same weights on one backend. */
  readonly seed: number
  /** Folder or URL prefix of tfjs's WASM binaries, ending in "/". Under Node they are found by themselves. */
  readonly wasmPath?: string
  /** Called after each epoch; [parameters] as they are then. */
  onEpoch?(epoch: number, weights: Float32Array): void
}

/**
 * Trains a network over images to tell classes apart, by softmax cross-entropy. On WASM where the device has it, else on
 * the CPU backend, which is ten times slower.
 * @param weights [parameters] to begin with; see `initialNetworkWeights`.
 * @param examples features [rows, height, width, channels], targets one-hot.
 * @returns [parameters]
 * @throws {RangeError} when lengths do not fit.
 */
export async function trainNetwork(
  network: Network,
  weights: Float32Array,
  examples: Examples,
  training: NetworkTraining,
): Promise<Float32Array<ArrayBuffer>> {
  const layers = placedLayers(network)
  const shapes = kernelShapes(layers)
  const { rows, features, targets } = examples
  requireLength(features, rows * sizeOf(network.input))
  requireLength(targets, rows * (shapes.at(-1)?.units ?? 0))
  const backend: BackendName = (await startBackend("wasm", training.wasmPath)).ok ? "wasm" : "cpu"
  if (backend === "cpu") await startBackend("cpu", undefined)
  return onBackend(backend, () => trainOn(layers, matrixProducts(backend), weights, examples, training))
}

async function trainOn(
  layers: readonly PlacedLayer[],
  products: MatrixProducts,
  initial: Float32Array,
  examples: Examples,
  { epochs, batchSize, learningRate, seed, onEpoch }: NetworkTraining,
): Promise<Float32Array<ArrayBuffer>> {
  const shapes = kernelShapes(layers)
  const shuffle = seededRandom(seed, "shuffle")
  const steps = epochs * Math.ceil(examples.rows / batchSize)
  const optimiser = adam((step) => learningRate * (1 - (step - 1) / steps), shapes)
  let weights = upload(shapes, initial)
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (const batch of shuffledBatches(examples, 1, batchSize, shuffle)) {
        const before = weights
        weights = tidy(() => optimiser.step(before, gradientsOf(layers, before, batch, products)))
        dispose(before)
        await giveWay()
      }
      onEpoch?.(epoch, await download(weights, initial.length))
    }
    return await download(weights, initial.length)
  } finally {
    dispose(weights)
    optimiser.dispose()
  }
}
