import { add, dispose, mul, sub, type Tensor } from "@tensorflow/tfjs-core"
import type { ModelSpec } from "@tutti/protocol"
import { denseLayers } from "../model/layout.ts"
import { combine, upload, type Weights } from "./weights.ts"

/** The pull back to the global weights: the derivative μ·(w − global) of ½·μ·‖w − global‖². */
export type ProximalPull = {
  /** Within `tidy`. */
  added(gradients: Weights, weights: Weights): Weights
  dispose(): void
}

/**
 * @param strength μ times the scale of the gradients; 0 for none.
 * @see Li et al. 2020, equation 2 (arXiv:1812.06127)
 */
export function proximalPull(model: ModelSpec, global: Float32Array, strength: number): ProximalPull {
  if (strength === 0) return { added: (gradients) => gradients, dispose() {} }
  const anchor = upload(denseLayers(model), global)
  return {
    added(gradients, weights) {
      const pull = combine(weights, anchor, <T extends Tensor>(w: T, a: T) => mul<T>(sub(w, a), strength))
      return combine(gradients, pull, add)
    },
    dispose: () => dispose(anchor),
  }
}
