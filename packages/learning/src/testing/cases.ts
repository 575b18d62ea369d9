import type { Examples } from "@tutti/data"
import type { ModelSpec } from "@tutti/protocol"
import { outputCount, parameterCount } from "../model/layout.ts"
import { seededRandom } from "../seeded-random.ts"

/** Weights without a 0 among them, so that no relu sits on its kink. */
export function someWeights(model: ModelSpec, seed: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed, "test weights")
  return Float32Array.from({ length: parameterCount(model) }, () => random.unit() * 1.6 - 0.8)
}

/** Rows that fit the model: features in ±1, and one class or one number each. */
export function someExamples(model: ModelSpec, rows: number, seed: number): Examples {
  const random = seededRandom(seed, "test examples")
  const width = outputCount(model)
  const features = Float32Array.from({ length: rows * model.inputs }, () => random.unit() * 2 - 1)
  const targets = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    if (model.loss === "mean-squared-error")
      for (let column = 0; column < width; column++) targets[row * width + column] = random.unit() * 2 - 1
    else targets[row * width + (random.uint32() % width)] = 1
  }
  return { features, targets, rows }
}

/** Largest difference between two vectors of one length. */
export function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length !== other.length) throw new Error(`${one.length} entries against ${other.length}`)
  return Math.max(...Array.from(one, (value, index) => Math.abs(value - (other[index] ?? Number.NaN))))
}
