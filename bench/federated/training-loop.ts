import {
  enableProdMode,
  layers,
  losses,
  type Optimizer,
  type Sequential,
  sequential,
  setBackend,
  tensor,
  tensor2d,
  train,
} from "@tensorflow/tfjs"
import type { Examples } from "@tutti/data"
import { creditNetwork, initialWeights, outputCount, parameterLayout, seededRandom } from "@tutti/learning"
import { createTrainer } from "@tutti/learning/tfjs"
import type { LocalTraining, ModelSpec } from "@tutti/protocol"
import type { Measurement } from "../harness/measurement.ts"

export type LoopCase = { name: string; model: ModelSpec; rows: number; plan: LocalTraining }

/** Milliseconds of alternating runs: one pair after the other, so that a noisy machine is noisy to both. */
export type PairedRuns = { backend: string; ours: number[]; fit: number[] }

const sgd = (batchSize: number, epochs: number): LocalTraining => ({
  epochs,
  batchSize,
  optimiser: { kind: "sgd", learningRate: 0.05 },
  proximal: 0,
})

/** 784·128 + 128 + 128·10 + 10 = 101,770 weights. */
const largeNetwork: ModelSpec = {
  inputs: 784,
  layers: [
    { kind: "dense", units: 128, activation: "relu" },
    { kind: "dense", units: 10, activation: "linear" },
  ],
  loss: "softmax-cross-entropy",
}

/** An owner of one row; a tenth of the credit data and all of its training rows; a network fifty times as large. */
export const LOOP_CASES: readonly LoopCase[] = [
  { name: "credit, 1 row", model: creditNetwork(), rows: 1, plan: sgd(1, 1) },
  { name: "credit, 65 rows, batch 8", model: creditNetwork(), rows: 65, plan: sgd(8, 5) },
  { name: "credit, 65 rows, batch 32", model: creditNetwork(), rows: 65, plan: sgd(32, 5) },
  { name: "credit, 522 rows, batch 8", model: creditNetwork(), rows: 522, plan: sgd(8, 1) },
  { name: "credit, 522 rows, batch 32", model: creditNetwork(), rows: 522, plan: sgd(32, 2) },
  {
    name: "credit with dropout, 522 rows, batch 32, Adam",
    model: creditNetwork(0.2),
    rows: 522,
    plan: { ...sgd(32, 2), optimiser: { kind: "adam", learningRate: 0.001 } },
  },
  { name: "101,770 weights, 1,000 rows, batch 32", model: largeNetwork, rows: 1_000, plan: sgd(32, 1) },
]

/** Runs of a case that compile and fill caches; not counted. */
const WARM_RUNS = 3
const REPETITIONS = 15

export const measurement: Measurement = {
  name: "federated/training-loop",
  what:
    "a call of the participant's trainer (weights in, training, weights and metrics out) against one plain model.fit " +
    `on tensors made before; for each repetition the worst of ${LOOP_CASES.length} cases`,
  unit: "×",
  bar: 1.1,
  anchor: { name: "DISCO", value: 1.25 },
  async run() {
    const ratios: number[][] = []
    for (const loopCase of LOOP_CASES) {
      const { ours, fit } = await pairedRuns(loopCase, REPETITIONS)
      ratios.push(ours.map((milliseconds, pair) => milliseconds / (fit[pair] ?? Number.NaN)))
    }
    return Array.from({ length: REPETITIONS }, (_, pair) =>
      Math.max(...ratios.map((ofCase) => ofCase[pair] ?? Number.NaN)),
    )
  },
}

/**
 * Train one case by the trainer and by tfjs's own `fit`, on the backend that the trainer chose for it: same weights at
 * the start, rows, batches, epochs and optimiser. Copying the rows to the device and reading weights, loss and accuracy
 * back is part of our time and not of fit's.
 */
export async function pairedRuns({ model, rows, plan }: LoopCase, repetitions: number): Promise<PairedRuns> {
  const trainer = await createTrainer(model)
  const weights = initialWeights(model, 1)
  const examples = someRows(model, rows)
  enableProdMode()
  await setBackend(trainer.backend.name)
  const { learningRate } = plan.optimiser
  const optimizer = plan.optimiser.kind === "sgd" ? train.sgd(learningRate) : train.adam(learningRate)
  const network = layersModel(model, optimizer)
  const x = tensor2d(examples.features, [rows, model.inputs])
  const y = tensor2d(examples.targets, [rows, outputCount(model)])
  const { epochs, batchSize } = plan
  const runs = {
    ours: () => trainer.train(weights, examples, plan, 1),
    fit: () => network.fit(x, y, { epochs, batchSize, verbose: 0 }),
  }
  const times: PairedRuns = { backend: trainer.backend.name, ours: [], fit: [] }
  for (let pair = -WARM_RUNS; pair < repetitions; pair++) {
    setWeights(network, model, weights)
    for (const side of pair % 2 === 0 ? (["ours", "fit"] as const) : (["fit", "ours"] as const)) {
      const start = performance.now()
      await runs[side]()
      if (pair >= 0) times[side].push(performance.now() - start)
    }
  }
  for (const used of [x, y, network, optimizer, trainer]) used.dispose()
  return times
}

/** The same network by tfjs-layers; the loss takes logits, which is faster than a softmax layer and its loss. */
function layersModel(model: ModelSpec, optimizer: Optimizer): Sequential {
  const network = sequential()
  for (const [index, layer] of model.layers.entries()) {
    const input = index === 0 ? { inputShape: [model.inputs] } : {}
    network.add(
      layer.kind === "dropout"
        ? layers.dropout({ rate: layer.rate, ...input })
        : layers.dense({ units: layer.units, activation: layer.activation, ...input }),
    )
  }
  network.compile({
    optimizer,
    loss: (labels, logits) => losses.softmaxCrossEntropy(labels, logits),
  })
  return network
}

function setWeights(network: Sequential, model: ModelSpec, weights: Float32Array): void {
  const tensors = parameterLayout(model).map(({ offset, size, shape }) =>
    tensor(weights.slice(offset, offset + size), shape),
  )
  network.setWeights(tensors)
  for (const used of tensors) used.dispose()
}

function someRows(model: ModelSpec, rows: number): Examples {
  const random = seededRandom(1, "training loop")
  const width = outputCount(model)
  return {
    features: Float32Array.from({ length: rows * model.inputs }, () => 2 * random.unit() - 1),
    targets: Float32Array.from({ length: rows * width }, (_, index) =>
      Math.floor(index / width) % width === index % width ? 1 : 0,
    ),
    rows,
  }
}
