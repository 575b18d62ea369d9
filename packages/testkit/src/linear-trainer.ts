import type { Examples } from "@tutti/data"
import {
  type Measurement,
  parameterCount,
  permutation,
  seededRandom,
  type Trainer,
  type TrainingResult,
} from "@tutti/learning"
import type { LocalTraining, ModelSpec } from "@tutti/protocol"

/**
 * A trainer in a page of plain TypeScript, for models of one dense layer: gradient descent on mini-batches in float64.
 * It takes no time: `milliseconds` is 0, and a test's clock decides how long an owner needs.
 * @throws {RangeError} for a model of several layers, and when asked for another optimiser than SGD.
 */
export async function linearTrainer(model: ModelSpec): Promise<Trainer> {
  if (model.layers.length !== 1) throw new RangeError("this trainer knows models of one dense layer")
  return new LinearTrainer(model, parameterCount(model) / (model.inputs + 1))
}

class LinearTrainer implements Trainer {
  readonly backend = { name: "plain", reason: "written for tests" }

  constructor(
    private readonly model: ModelSpec,
    private readonly outputs: number,
  ) {}

  async train(
    weights: Float32Array,
    examples: Examples,
    { epochs, batchSize, optimiser, proximal }: LocalTraining,
    seed: number,
  ): Promise<TrainingResult> {
    if (optimiser.kind !== "sgd") throw new RangeError("this trainer knows SGD only")
    const current = Float64Array.from(weights)
    const random = seededRandom(seed, "shuffle")
    let steps = 0
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = permutation(examples.rows, random)
      for (let start = 0; start < examples.rows; start += batchSize) {
        const gradient = this.#gradient(current, examples, order.subarray(start, start + batchSize))
        for (const [index, slope] of gradient.entries()) {
          const before = current[index] ?? 0
          const pull = proximal * (before - (weights[index] ?? 0))
          current[index] = before - optimiser.learningRate * (slope + pull)
        }
        steps++
      }
    }
    const trained = Float32Array.from(current)
    const { loss, accuracy } = await this.evaluate(trained, examples)
    return { weights: trained, loss, accuracy, steps, milliseconds: 0 }
  }

  async evaluate(weights: Float32Array, { features, targets, rows }: Examples): Promise<Measurement> {
    let loss = 0
    let right = 0
    for (let row = 0; row < rows; row++) {
      const output = this.#output(weights, features, row)
      const target = targets.subarray(row * this.outputs, (row + 1) * this.outputs)
      loss += this.#isClassifier ? crossEntropy(output, target) : squaredError(output, target)
      if (largest(output) === largest(target)) right++
    }
    const accuracy = this.#isClassifier ? right / rows : null
    return { loss: loss / rows, accuracy, examples: rows }
  }

  async predict(weights: Float32Array, features: Float32Array, rows: number): Promise<Float32Array> {
    return Float32Array.from(
      Array.from({ length: rows }, (_, row) => [...this.#output(weights, features, row)]).flat(),
    )
  }

  dispose(): void {}

  get #isClassifier(): boolean {
    return this.model.loss === "softmax-cross-entropy"
  }

  /** Mean over the rows of ∂loss/∂weights, kernel before bias. */
  #gradient(weights: Float64Array, { features, targets }: Examples, rows: Uint32Array): Float64Array {
    const { inputs } = this.model
    const gradient = new Float64Array(weights.length)
    for (const row of rows) {
      const output = this.#output(weights, features, row)
      for (let unit = 0; unit < this.outputs; unit++) {
        const miss = (output[unit] ?? 0) - (targets[row * this.outputs + unit] ?? 0)
        const slope = (miss * (this.#isClassifier ? 1 : 2 / this.outputs)) / rows.length
        for (let input = 0; input < inputs; input++)
          add(gradient, input * this.outputs + unit, slope * (features[row * inputs + input] ?? 0))
        add(gradient, inputs * this.outputs + unit, slope)
      }
    }
    return gradient
  }

  /** Probabilities of the classes, or the number. [outputs] */
  #output(weights: Float32Array | Float64Array, features: Float32Array, row: number): Float64Array {
    const { inputs } = this.model
    const sums = Float64Array.from(
      { length: this.outputs },
      (_, unit) => weights[inputs * this.outputs + unit] ?? 0,
    )
    for (let input = 0; input < inputs; input++)
      for (let unit = 0; unit < this.outputs; unit++)
        add(sums, unit, (features[row * inputs + input] ?? 0) * (weights[input * this.outputs + unit] ?? 0))
    return this.#isClassifier ? softmax(sums) : sums
  }
}

function add(vector: Float64Array, index: number, value: number): void {
  vector[index] = (vector[index] ?? 0) + value
}

function softmax(sums: Float64Array): Float64Array {
  const top = sums.reduce((most, sum) => Math.max(most, sum), Number.NEGATIVE_INFINITY)
  const powers = sums.map((sum) => Math.exp(sum - top))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

function crossEntropy(probabilities: Float64Array, target: Float32Array): number {
  return -probabilities.reduce(
    (sum, probability, unit) => sum + (target[unit] ?? 0) * Math.log(Math.max(probability, 1e-12)),
    0,
  )
}

function squaredError(numbers: Float64Array, target: Float32Array): number {
  return numbers.reduce((sum, number, unit) => sum + (number - (target[unit] ?? 0)) ** 2, 0) / numbers.length
}

/** Index of the largest value, the first of equals. */
function largest(values: Iterable<number>): number {
  const list = [...values]
  return list.indexOf(list.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY))
}
