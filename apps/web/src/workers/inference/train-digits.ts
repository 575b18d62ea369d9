import { pixelsToFloats } from "@tutti/data"
import {
  type DigitArchitecture,
  digitNetwork,
  initialNetworkWeights,
  type ReadNetwork,
} from "@tutti/learning"
import { trainNetwork } from "@tutti/learning/tfjs"
import type { Answer } from "../regression/api.ts"
import { problemWith } from "../regression/problem.ts"
import type { KnownImages } from "./digits.ts"

/* As `tutti model train` does it. */
const CLASSES = 10
const BATCH_ROWS = 200
const LEARNING_RATE = 0.002
const SEED = 1
const WASM = "/wasm/"

/** Trains a network for digits in this tab, in the clear. @returns E_IN_SHAPE for images or labels that are not of digits. */
export async function trainDigits(
  { images, labels }: KnownImages,
  architecture: DigitArchitecture,
  epochs: number,
  onEpoch: (epoch: number) => void,
): Promise<Answer<ReadNetwork>> {
  const network = digitNetwork(architecture)
  const { height, width } = network.input
  const isOfDigits = images.height === height && images.width === width
  if (!isOfDigits || labels === null || labels.some((label) => label >= CLASSES))
    return { ok: false, problem: problemWith("E_IN_SHAPE") }
  const targets = new Float32Array(images.count * CLASSES)
  for (const [row, label] of labels.entries()) targets[row * CLASSES + label] = 1
  const weights = await trainNetwork(
    network,
    initialNetworkWeights(network, SEED),
    { features: pixelsToFloats(images), targets, rows: images.count },
    { epochs, batchSize: BATCH_ROWS, learningRate: LEARNING_RATE, seed: SEED, wasmPath: WASM, onEpoch },
  )
  return { ok: true, value: { network, weights } }
}
