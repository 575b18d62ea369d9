import type { Activation, ModelSpec } from "@tutti/protocol"
import { seededRandom } from "../seeded-random.ts"
import { denseLayers, parameterCount } from "./layout.ts"

/**
 * The weights that round 1 starts from: kernels uniform in ±limit, biases 0. The limit keeps the variance of the
 * signal from layer to layer: √(6 / inputs) before a relu, which drops half of it, √(6 / (inputs + units)) elsewhere.
 * @param seed the study's seed: the same seed gives the same bytes.
 * @returns [parameters] in the order of `parameterLayout`.
 * @see He et al. 2015, section 2.2 (arXiv:1502.01852), before relu; Glorot and Bengio 2010, equation 16, elsewhere.
 */
export function initialWeights(model: ModelSpec, seed: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed, "initial-weights")
  const weights = new Float32Array(parameterCount(model))
  let offset = 0
  for (const { inputs, units, activation } of denseLayers(model)) {
    const limit = initialLimit(activation, inputs, units)
    const end = offset + inputs * units
    for (let index = offset; index < end; index++) weights[index] = (2 * random.unit() - 1) * limit
    offset = end + units
  }
  return weights
}

function initialLimit(activation: Activation, inputs: number, units: number): number {
  switch (activation) {
    case "relu":
      return Math.sqrt(6 / inputs)
    case "linear":
    case "tanh":
    case "sigmoid":
      return Math.sqrt(6 / (inputs + units))
  }
}
