import { type Tensor2D, tensor2d } from "@tensorflow/tfjs-core"
import type { ModelSpec } from "@tutti/protocol"
import type { SeededRandom } from "../seeded-random.ts"

/**
 * Fresh masks for one step, one for each dropout layer: what is kept grows by 1 / (1 − rate), so that the expected
 * signal is the same with and without dropout (Srivastava et al. 2014, section 10, the inverted form).
 * Drawn here and not by tfjs, whose seeded dropout repeats one mask at every call.
 */
export function dropoutMasks(model: ModelSpec, rows: number, random: SeededRandom): Tensor2D[] {
  let width = model.inputs
  return model.layers.flatMap((layer) => {
    if (layer.kind === "dense") {
      width = layer.units
      return []
    }
    const { rate } = layer
    const kept = 1 / (1 - rate)
    const mask = new Float32Array(rows * width)
    for (let index = 0; index < mask.length; index++) mask[index] = random.unit() < rate ? 0 : kept
    return [tensor2d(mask, [rows, width])]
  })
}
