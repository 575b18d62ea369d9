import { fused, mul, sum, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core"
import type { ModelSpec } from "@tutti/protocol"
import { type ActivationOps, activationOps } from "./activations.ts"
import type { MatrixProducts } from "./matrix-products.ts"
import type { Dense, Weights } from "./weights.ts"

/** [rows, width] of the signal at one dropout layer: 0, or 1 / (1 − rate). */
export type DropoutMask = Tensor2D

/** A forward pass that remembers what the way back needs. */
export type Pass = {
  /** [rows, width] of the last layer, before any softmax. */
  outputs: Tensor2D
  trace: readonly Passed[]
}

type Passed =
  | { kind: "dropout"; mask: DropoutMask }
  | { kind: "dense"; kernel: Tensor2D; activation: ActivationOps; input: Tensor2D; output: Tensor2D }

/**
 * The model as tfjs computation; call within `tidy`.
 * @param features [rows, inputs]
 * @param masks one for each dropout layer, or none to leave dropout out, as in evaluation.
 */
export function forward(
  model: ModelSpec,
  weights: Weights,
  features: Tensor2D,
  masks: readonly DropoutMask[],
): Pass {
  const trace: Passed[] = []
  const nextMask = masks.values()
  const nextDense = weights.values()
  let signal = features
  for (const layer of model.layers) {
    if (layer.kind === "dropout") {
      const mask = nextMask.next().value
      if (mask === undefined) continue
      trace.push({ kind: "dropout", mask })
      signal = mul(signal, mask)
    } else {
      const dense = nextDense.next().value
      if (dense === undefined) throw new Error("bug: fewer weights than dense layers")
      const { kernel, bias } = dense
      const activation = activationOps(layer.activation)
      const input = signal
      signal = activation.after(
        fused.matMul({ a: input, b: kernel, bias, activation: activation.fused }) as Tensor2D,
      )
      trace.push({ kind: "dense", kernel, activation, input, output: signal })
    }
  }
  return { outputs: signal, trace }
}

/**
 * The chain rule, written out: tfjs's own tape records, clones and walks every operation of every step, which costs a
 * small network more than its arithmetic.
 * @param error [rows, width] derivative of the loss by the outputs.
 * @returns the derivative by every weight, in the unit of `error` per weight.
 */
export function backward({ trace }: Pass, error: Tensor2D, products: MatrixProducts): Weights {
  const gradients: Dense[] = []
  const lowest = trace.findIndex(({ kind }) => kind === "dense")
  let passed = error
  for (let index = trace.length - 1; index >= lowest; index--) {
    const layer = trace[index]
    if (layer?.kind === "dropout") passed = mul(passed, layer.mask)
    if (layer?.kind !== "dense") continue
    const before = layer.activation.backward(passed, layer.output)
    gradients.unshift({
      kernel: products.transposedTimes(layer.input, before),
      bias: sum<Tensor1D>(before, 0),
    })
    // Nobody asks for the derivative by the features.
    if (index > lowest) passed = products.timesTransposed(before, layer.kernel)
  }
  return gradients
}
