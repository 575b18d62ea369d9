import { type Rank, reshape, type Tensor4D, tensor2d, tensor4d } from "@tensorflow/tfjs-core"
import type { Examples } from "@tutti/data"
import type { PlacedLayer } from "@tutti/protocol"
import { outputError } from "../loss.ts"
import type { MatrixProducts } from "../matrix-products.ts"
import type { Dense, Weights } from "../weights.ts"
import { inputGradient, layerForward, weightGradients } from "./layers.ts"

type Rows = Pick<Examples, "features" | "targets" | "rows">

/**
 * The derivatives of a batch's average cross-entropy by every weight; call within `tidy`.
 * @param weights of each layer that has some, in order
 */
export function gradientsOf(
  layers: readonly PlacedLayer[],
  weights: Weights,
  { features, targets, rows }: Rows,
  products: MatrixProducts,
): Weights {
  const [first] = layers
  if (first === undefined) throw new Error("bug: no layer")
  const { height, width, channels } = first.input
  const nextDense = weights.values()
  let signal: Tensor4D = tensor4d(features, [rows, height, width, channels])
  const trace = layers.map((placed) => {
    const dense: Dense | null = placed.weights ? (nextDense.next().value ?? null) : null
    const input = signal
    signal = layerForward(placed, dense, input)
    return { placed, dense, input, output: signal }
  })
  const classes = targets.length / rows
  const logits = reshape<Rank.R2>(signal, [rows, classes])
  const error = outputError("softmax-cross-entropy", logits, tensor2d(targets, [rows, classes]), 1)
  let passed = reshape<Rank.R4>(error, signal.shape)
  const gradients: Weights = []
  for (const [index, { placed, dense, input, output }] of [...trace.entries()].reverse()) {
    const gradient = weightGradients(placed, input, passed, products)
    if (gradient) gradients.unshift(gradient)
    // Nobody asks for the derivative by the images.
    if (index > 0) passed = inputGradient(placed, dense, { input, output }, passed, products)
  }
  return gradients
}
