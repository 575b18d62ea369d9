import { add, dispose, div, keep, mul, sqrt, square, sub, type Tensor1D } from "@tensorflow/tfjs-core"
import type { Optimiser } from "@tutti/protocol"
import { combine, flatten, type KernelShape, unflatten, type Weights } from "./weights.ts"

export type OptimiserOps = {
  /** What `step` wants its gradients multiplied by: cheaper at the one output error than at every gradient. */
  gradientScale: number
  /** Within `tidy`: new weights; the old ones are the caller's to dispose. */
  step(weights: Weights, scaledGradients: Weights): Weights
  dispose(): void
}

export function optimiserOps(optimiser: Optimiser, shapes: readonly KernelShape[]): OptimiserOps {
  switch (optimiser.kind) {
    case "sgd":
      return sgd(optimiser.learningRate)
    case "adam":
      return adam(() => optimiser.learningRate, shapes)
  }
}

function sgd(learningRate: number): OptimiserOps {
  return {
    gradientScale: learningRate,
    step: (weights, scaled) => combine(weights, scaled, sub),
    dispose() {},
  }
}

const FIRST_DECAY = 0.9
const SECOND_DECAY = 0.999
const EPSILON = 1e-7

/**
 * Kingma and Ba 2015, Algorithm 1 in the cheaper order of their section 2; β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁷ as in tfjs.
 * All weights are one vector here, or a step would take a dozen operations for every tensor. The moments are kept
 * without their factors (1 − β), which go into the step size instead: fewer operations, the same numbers.
 * @param rateAt learning rate of a step, counted from 1
 */
export function adam(rateAt: (step: number) => number, shapes: readonly KernelShape[]): OptimiserOps {
  let moments: { first: Tensor1D; second: Tensor1D } | null = null
  let steps = 0
  return {
    gradientScale: 1,
    step(weights, gradients) {
      steps++
      const gradient = flatten(gradients)
      const squared: Tensor1D = square(gradient)
      const first: Tensor1D = moments === null ? gradient : add(mul(moments.first, FIRST_DECAY), gradient)
      const second: Tensor1D = moments === null ? squared : add(mul(moments.second, SECOND_DECAY), squared)
      dispose(moments ?? [])
      moments = { first: keep(first), second: keep(second) }
      const firstCorrection = (1 - FIRST_DECAY) / (1 - FIRST_DECAY ** steps)
      const secondCorrection = Math.sqrt((1 - SECOND_DECAY) / (1 - SECOND_DECAY ** steps))
      const size = (rateAt(steps) * firstCorrection) / secondCorrection
      const change: Tensor1D = mul(div(first, add(sqrt(second), EPSILON / secondCorrection)), size)
      return combine(weights, unflatten(change, shapes), sub)
    },
    dispose: () => dispose(moments ?? []),
  }
}
