import { type Network, placeLayers, sizeOf } from "@tutti/protocol"
import { seededRandom } from "../seeded-random.ts"

/** One of every layer, odd sizes, both paddings. */
export const variedNetwork: Network = {
  input: { height: 9, width: 8, channels: 2 },
  layers: [
    { kind: "conv2d", filters: 3, kernel: 3, stride: 2, padding: "same" },
    { kind: "relu" },
    { kind: "average-pool", size: 2, stride: 1 },
    { kind: "conv2d", filters: 4, kernel: 2, stride: 1, padding: "valid" },
    { kind: "max-pool", size: 2, stride: 1 },
    { kind: "relu" },
    { kind: "dense", units: 5 },
    { kind: "relu" },
    { kind: "dense", units: 3 },
  ],
}

/** Convolutions behind a convolution: even and odd kernels, both paddings, with and without places left out. */
export const convolutions: Network = {
  input: { height: 9, width: 7, channels: 1 },
  layers: [
    { kind: "conv2d", filters: 2, kernel: 2, stride: 1, padding: "same" },
    { kind: "conv2d", filters: 3, kernel: 4, stride: 1, padding: "same" },
    { kind: "relu" },
    { kind: "conv2d", filters: 2, kernel: 3, stride: 2, padding: "same" },
    { kind: "conv2d", filters: 3, kernel: 3, stride: 1, padding: "valid" },
    { kind: "conv2d", filters: 2, kernel: 2, stride: 2, padding: "valid" },
    { kind: "dense", units: 3 },
  ],
}

/** Weights without a pattern, in ±0.6. */
export function someNetworkWeights(network: Network, seed: number): Float32Array<ArrayBuffer> {
  const placed = placeLayers(network)
  if (!placed.ok) throw new Error("the network's layers do not fit")
  const random = seededRandom(seed, "test weights")
  return Float32Array.from({ length: placed.parameters }, () => random.unit() * 1.2 - 0.6)
}

/** [count, height, width, channels] in ±1. */
export function someImages(network: Network, count: number, seed: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed, "test images")
  return Float32Array.from({ length: count * sizeOf(network.input) }, () => random.unit() * 2 - 1)
}
