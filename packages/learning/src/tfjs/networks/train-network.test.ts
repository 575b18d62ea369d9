import { dispose, tidy } from "@tensorflow/tfjs-core"
import type { Examples } from "@tutti/data"
import type { Network } from "@tutti/protocol"
import { beforeAll, describe, expect, test } from "vitest"
import { labelsOf, networkOutputs } from "../../network/forward.ts"
import { initialNetworkWeights } from "../../network/initial-network-weights.ts"
import { kernelShapes, placedLayers } from "../../network/place.ts"
import { seededRandom } from "../../seeded-random.ts"
import { largestDifference } from "../../testing/cases.ts"
import { convolutions, someImages, someNetworkWeights, variedNetwork } from "../../testing/networks.ts"
import { derivatives } from "../../testing/plain-network.ts"
import { startBackend } from "../backends/start.ts"
import { matrixProducts } from "../matrix-products.ts"
import { onBackend } from "../turns.ts"
import { download, upload } from "../weights.ts"
import { gradientsOf } from "./gradients.ts"
import { trainNetwork } from "./train-network.ts"

/** One-hot. */
function targetsOf(labels: readonly number[], classes: number): Float32Array<ArrayBuffer> {
  const targets = new Float32Array(labels.length * classes)
  for (const [row, label] of labels.entries()) targets[row * classes + label] = 1
  return targets
}

describe("derivatives of a network", () => {
  const backends = ["cpu", "wasm"] as const
  const networks = { "every kind of layer": variedNetwork, "convolutions in a row": convolutions }
  const cases = backends.flatMap((backend) =>
    Object.entries(networks).map(([name, network]) => ({ backend, name, network })),
  )
  beforeAll(async () => {
    for (const backend of backends) expect(await startBackend(backend, undefined)).toEqual({ ok: true })
  })

  test.each(cases)("on $backend, $name: what trying each weight gives", async ({ backend, network }) => {
    const layers = placedLayers(network)
    const weights = someNetworkWeights(network, 4)
    const features = someImages(network, 2, 6)
    const labels = [2, 0]
    const loss = (moved: readonly number[]) => {
      const { scores } = networkOutputs(network, Float32Array.from(moved), features)
      const one = (row: number) => {
        const logits = [...scores.slice(3 * row, 3 * row + 3)]
        const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0)
        return Math.log(sum) - (logits[labels[row] ?? 0] ?? Number.NaN)
      }
      return (one(0) + one(1)) / 2
    }
    const found = await onBackend(backend, async () => {
      const tensors = upload(kernelShapes(layers), weights)
      const batch = { features, targets: targetsOf(labels, 3), rows: 2 }
      const gradients = tidy(() => gradientsOf(layers, tensors, batch, matrixProducts(backend)))
      const flat = await download(gradients, weights.length)
      dispose([tensors, gradients])
      return flat
    })
    const expected = derivatives(loss, [...weights], 2 ** -11)
    const largest = Math.max(...expected.map(Math.abs))
    expect(largest).toBeGreaterThan(0.05)
    expect(largestDifference(found, expected)).toBeLessThan(2e-3 * largest)
  })
})

describe("training", () => {
  const network: Network = {
    input: { height: 6, width: 6, channels: 1 },
    layers: [
      { kind: "conv2d", filters: 4, kernel: 3, stride: 1, padding: "valid" },
      { kind: "max-pool", size: 2, stride: 2 },
      { kind: "relu" },
      { kind: "dense", units: 3 },
    ],
  }

  /** A bar in the image, upright, lying or slanted, in noise. */
  function bars(count: number, seed: number): { examples: Examples; labels: number[] } {
    const random = seededRandom(seed, "bars")
    const features = Float32Array.from({ length: count * 36 }, () => random.unit() * 0.3)
    const labels = Array.from({ length: count }, () => random.uint32() % 3)
    for (const [row, label] of labels.entries()) {
      const at = 1 + (random.uint32() % 4)
      for (let step = 0; step < 6; step++) {
        const [y, x] = [label === 0 ? step : label === 1 ? at : step, label === 0 ? at : step]
        features[row * 36 + y * 6 + x] = 1
      }
    }
    return { examples: { features, targets: targetsOf(labels, 3), rows: count }, labels }
  }

  const training = { epochs: 6, batchSize: 16, learningRate: 0.01, seed: 1 }

  test("learns to tell classes apart, and the same seed the same weights", async () => {
    const { examples } = bars(300, 1)
    const initial = initialNetworkWeights(network, 1)
    const epochs: number[] = []
    const onEpoch = (epoch: number) => epochs.push(epoch)
    const weights = await trainNetwork(network, initial, examples, { ...training, onEpoch })
    expect(epochs).toEqual([1, 2, 3, 4, 5, 6])
    const fresh = bars(200, 2)
    const found = labelsOf(networkOutputs(network, weights, fresh.examples.features).scores, 3)
    const right = fresh.labels.filter((label, row) => label === found[row]).length
    expect(right).toBeGreaterThan(190)
    expect(await trainNetwork(network, initial, examples, training)).toEqual(weights)
  })

  test("refuses images of another size, and targets of other classes", async () => {
    const { examples } = bars(4, 1)
    const initial = initialNetworkWeights(network, 1)
    const short = { ...examples, features: examples.features.slice(1) }
    const wide = { ...examples, targets: new Float32Array(16) }
    await expect(trainNetwork(network, initial, short, training)).rejects.toThrow(RangeError)
    await expect(trainNetwork(network, initial, wide, training)).rejects.toThrow(RangeError)
  })
})
