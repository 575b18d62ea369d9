import { pixelsToFloats } from "@tutti/data"
import {
  type DigitArchitecture,
  digitNetwork,
  initialNetworkWeights,
  labelsOf,
  networkFiles,
  networkOutputs,
  type TfjsFiles,
} from "@tutti/learning"
import { trainNetwork } from "@tutti/learning/tfjs"
import { sizeOf } from "@tutti/protocol"
import { CliFailure } from "../failure.ts"
import type { LabelledImages } from "./idx-files.ts"

export type ModelTraining = {
  readonly architecture: DigitArchitecture
  readonly train: LabelledImages
  /** Images that it is measured on; without them a tenth of the others is left out of training for it. */
  readonly test: LabelledImages | null
  readonly epochs: number
  readonly seed: number
  /** For a person who waits. */
  onEpoch(epoch: number): void
}

export type TrainedModel = {
  readonly files: TfjsFiles
  readonly report: {
    readonly architecture: DigitArchitecture
    readonly parameters: number
    readonly trainedOn: number
    readonly testedOn: number
    /** Of the images that it was not trained on, in [0, 1]. */
    readonly accuracy: number
    readonly seconds: number
  }
}

const CLASSES = 10
const BATCH_ROWS = 100
const LEARNING_RATE = 0.002
/** Every so many images one is left out, where no others are given to measure on. */
const LEFT_OUT = 10

/** After which more of them teach a network of 60,000 digits little. */
export const usualEpochs = (architecture: DigitArchitecture): number =>
  digitNetwork(architecture).layers.some(({ kind }) => kind === "conv2d") ? 2 : 4

/**
 * Trains a network for digits in the clear.
 * @throws {CliFailure} E_IN_SHAPE for images or labels that are not of digits.
 */
export async function trainModel(training: ModelTraining): Promise<TrainedModel> {
  const { architecture, train, test, epochs, seed, onEpoch } = training
  const network = digitNetwork(architecture)
  const size = sizeOf(network.input)
  const began = performance.now()
  const [learnt, measured] =
    test === null ? split(rowsOf(train, size)) : [rowsOf(train, size), rowsOf(test, size)]
  if (learnt.labels.length === 0)
    throw new CliFailure("E_IN_SHAPE", "There are too few images to learn from.")
  const targets = new Float32Array(learnt.labels.length * CLASSES)
  for (const [row, label] of learnt.labels.entries()) targets[row * CLASSES + label] = 1
  const weights = await trainNetwork(
    network,
    initialNetworkWeights(network, seed),
    { features: learnt.features, targets, rows: learnt.labels.length },
    { epochs, batchSize: BATCH_ROWS, learningRate: LEARNING_RATE, seed, onEpoch },
  )
  const found = labelsOf(networkOutputs(network, weights, measured.features).scores, CLASSES)
  const right = measured.labels.filter((label, row) => label === found[row]).length
  return {
    files: networkFiles(network, weights, { architecture, seed, epochs }),
    report: {
      architecture,
      parameters: weights.length,
      trainedOn: learnt.labels.length,
      testedOn: measured.labels.length,
      accuracy: right / measured.labels.length,
      seconds: (performance.now() - began) / 1_000,
    },
  }
}

type Rows = { readonly features: Float32Array<ArrayBuffer>; readonly labels: readonly number[] }

function rowsOf({ images, labels }: LabelledImages, size: number): Rows {
  const { height, width } = images
  if (height * width !== size)
    throw new CliFailure("E_IN_SHAPE", `The images have ${height} × ${width} pixels; digits have 28 × 28.`)
  if (labels.some((label) => label >= CLASSES))
    throw new CliFailure("E_IN_SHAPE", "There is a label above 9; digits have labels from 0 to 9.")
  return { features: pixelsToFloats(images), labels: [...labels] }
}

function split({ features, labels }: Rows): [Rows, Rows] {
  const size = features.length / labels.length
  const chosen = (isLeftOut: boolean): Rows => {
    const rows = [...labels.keys()].filter((row) => (row % LEFT_OUT === LEFT_OUT - 1) === isLeftOut)
    const kept = new Float32Array(rows.length * size)
    for (const [place, row] of rows.entries())
      kept.set(features.subarray(row * size, (row + 1) * size), place * size)
    return { features: kept, labels: rows.map((row) => labels[row] ?? 0) }
  }
  return [chosen(false), chosen(true)]
}
