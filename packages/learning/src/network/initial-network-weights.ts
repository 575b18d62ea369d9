import type { Network } from "@tutti/protocol"
import { seededRandom } from "../seeded-random.ts"
import { kernelShapes, placedLayers } from "./place.ts"

/**
 * The weights that training begins with: kernels uniform in ±√(6 / inputs), biases 0.
 * @param seed the same seed gives the same bytes.
 * @returns [parameters] in the network's order.
 * @see He et al. 2015, section 2.2 (arXiv:1502.01852)
 */
export function initialNetworkWeights(network: Network, seed: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed, "initial-weights")
  const shapes = kernelShapes(placedLayers(network))
  const weights = new Float32Array(shapes.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0))
  let offset = 0
  for (const { inputs, units } of shapes) {
    const limit = Math.sqrt(6 / inputs)
    const end = offset + inputs * units
    for (let index = offset; index < end; index++) weights[index] = (2 * random.unit() - 1) * limit
    offset = end + units
  }
  return weights
}
