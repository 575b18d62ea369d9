import { mul, square, step, sub, type Tensor2D, tanh } from "@tensorflow/tfjs-core"
import type { Activation } from "@tutti/protocol"

export type ActivationOps = {
  /** Applied by tfjs within the matrix product itself. */
  fused: "linear" | "relu" | "sigmoid"
  /** What is left to do after the product. */
  after(product: Tensor2D): Tensor2D
  /** From the derivative by the output to the derivative by the product, seen from the output. */
  backward(error: Tensor2D, output: Tensor2D): Tensor2D
}

const same = (product: Tensor2D) => product

export function activationOps(activation: Activation): ActivationOps {
  switch (activation) {
    case "linear":
      return { fused: "linear", after: same, backward: same }
    case "relu":
      return { fused: "relu", after: same, backward: (error, output) => mul(error, step(output)) }
    case "sigmoid":
      return { fused: "sigmoid", after: same, backward: (error, y) => mul(error, sub(y, square(y))) }
    case "tanh":
      return { fused: "linear", after: tanh, backward: (error, y) => sub(error, mul(error, square(y))) }
  }
}
