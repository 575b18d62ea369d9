import type { Examples } from "@tutti/data"
import { mergeMeasurements, parameterLayout, type Trainer } from "@tutti/learning"
import type { ModelSpec } from "@tutti/protocol"

/** Where the four tensors of a network with one hidden layer lie in its weights. */
type Network = { inputs: number; hidden: number; outputs: number; offsets: readonly number[] }

/**
 * A real trainer of one ReLU layer and a softmax, in plain loops and one step over all rows: what it computes is
 * right, and it leaves the machine to whatever is being measured beside it.
 * @throws {RangeError} for a model of another form.
 */
export async function plainTrainer(model: ModelSpec): Promise<Trainer> {
  const network = networkOf(model)
  return {
    backend: { name: "plain", reason: "one step in plain loops" },
    async train(weights, examples, { optimiser }, _seed) {
      const trained = Float32Array.from(weights)
      const losses = rowsOf(network, examples).map((row) => {
        const step = optimiser.learningRate / examples.rows
        return descend(network, weights, trained, row, step)
      })
      return { ...mergeMeasurements(losses), weights: trained, steps: 1, milliseconds: 0 }
    },
    async evaluate(weights, examples) {
      return mergeMeasurements(
        rowsOf(network, examples).map((row) => forward(network, weights, row).measured),
      )
    },
    async predict(weights, features, rows) {
      const targets = new Float32Array(rows * network.outputs)
      const passes = rowsOf(network, { features: Float32Array.from(features), targets, rows })
      return Float32Array.from(passes.flatMap((row) => [...forward(network, weights, row).probabilities]))
    },
    dispose() {},
  }
}

function networkOf(model: ModelSpec): Network {
  const [first, second] = model.layers
  if (
    model.layers.length !== 2 ||
    first?.kind !== "dense" ||
    second?.kind !== "dense" ||
    first.activation !== "relu"
  )
    throw new RangeError("the plain trainer knows one hidden layer with relu")
  const offsets = parameterLayout(model).map(({ offset }) => offset)
  return { inputs: model.inputs, hidden: first.units, outputs: second.units, offsets }
}

type Row = { features: Float32Array; targets: Float32Array }

function rowsOf({ inputs, outputs }: Network, { features, targets, rows }: Examples): Row[] {
  return Array.from({ length: rows }, (_, row) => ({
    features: features.subarray(row * inputs, (row + 1) * inputs),
    targets: targets.subarray(row * outputs, (row + 1) * outputs),
  }))
}

function forward(
  { inputs, hidden, outputs, offsets }: Network,
  weights: Float32Array,
  { features, targets }: Row,
) {
  const [kernel1 = 0, bias1 = 0, kernel2 = 0, bias2 = 0] = offsets
  const signal = weights.slice(bias1, bias1 + hidden)
  for (let input = 0; input < inputs; input++) {
    const value = features[input] ?? 0
    const at = kernel1 + input * hidden
    if (value !== 0)
      for (let unit = 0; unit < hidden; unit++)
        signal[unit] = (signal[unit] ?? 0) + value * (weights[at + unit] ?? 0)
  }
  for (let unit = 0; unit < hidden; unit++) signal[unit] = Math.max(0, signal[unit] ?? 0)
  const logits = Array.from({ length: outputs }, (_, output) => {
    let sum = weights[bias2 + output] ?? 0
    for (let unit = 0; unit < hidden; unit++)
      sum += (signal[unit] ?? 0) * (weights[kernel2 + unit * outputs + output] ?? 0)
    return sum
  })
  const largest = Math.max(...logits)
  const exponentials = logits.map((logit) => Math.exp(logit - largest))
  const total = exponentials.reduce((sum, value) => sum + value, 0)
  const probabilities = exponentials.map((value) => value / total)
  const right = targets.indexOf(1)
  const loss = -Math.log(probabilities[right] ?? 0)
  const accuracy = logits[right] === largest ? 1 : 0
  return { signal, probabilities, measured: { loss, accuracy, examples: 1 } }
}

/** One row's share of a step of gradient descent, from `weights` into `trained`. */
function descend(network: Network, weights: Float32Array, trained: Float32Array, row: Row, step: number) {
  const { inputs, hidden, outputs, offsets } = network
  const [kernel1 = 0, bias1 = 0, kernel2 = 0, bias2 = 0] = offsets
  const { signal, probabilities, measured } = forward(network, weights, row)
  const errors = probabilities.map((probability, output) => step * (probability - (row.targets[output] ?? 0)))
  const back = new Float32Array(hidden)
  for (const [output, error] of errors.entries()) {
    subtract(trained, bias2 + output, error)
    for (let unit = 0; unit < hidden; unit++) {
      if (signal[unit] === 0) continue
      const at = kernel2 + unit * outputs + output
      back[unit] = (back[unit] ?? 0) + error * (weights[at] ?? 0)
      subtract(trained, at, error * (signal[unit] ?? 0))
    }
  }
  for (let unit = 0; unit < hidden; unit++) subtract(trained, bias1 + unit, back[unit] ?? 0)
  for (let input = 0; input < inputs; input++) {
    const value = row.features[input] ?? 0
    const at = kernel1 + input * hidden
    if (value !== 0)
      for (let unit = 0; unit < hidden; unit++) subtract(trained, at + unit, value * (back[unit] ?? 0))
  }
  return measured
}

function subtract(vector: Float32Array, index: number, amount: number) {
  vector[index] = (vector[index] ?? 0) - amount
}
