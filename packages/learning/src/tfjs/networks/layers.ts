import {
  AvgPoolGrad,
  add,
  avgPool,
  conv2d,
  conv2dTranspose,
  engine,
  MaxPoolGrad,
  matMul,
  maxPool,
  mul,
  pad,
  type Rank,
  relu,
  reshape,
  reverse,
  slice,
  step,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  transpose,
} from "@tensorflow/tfjs-core"
import type { PlacedLayer } from "@tutti/protocol"
import type { MatrixProducts } from "../matrix-products.ts"
import type { Dense } from "../weights.ts"

/*
 * The layers of a network over images, forward and backward. Signals are [images, height, width, channels] throughout;
 * a kernel is the matrix [rows, columns] as it lies in memory.
 */

/** @param dense the layer's weights; null where it has none. */
export function layerForward(placed: PlacedLayer, dense: Dense | null, input: Tensor4D): Tensor4D {
  const { layer } = placed
  switch (layer.kind) {
    case "relu":
      return relu(input)
    case "max-pool":
      return maxPool(input, layer.size, layer.stride, "valid")
    case "average-pool":
      return avgPool(input, layer.size, layer.stride, "valid")
    case "dense": {
      const { kernel, bias } = required(dense)
      const [rows, columns] = kernel.shape
      const flat = reshape<Rank.R2>(input, [-1, rows])
      return reshape(add(matMul(flat, kernel), bias), [-1, 1, 1, columns])
    }
    case "conv2d": {
      const { kernel, bias } = required(dense)
      const filter = filterOf(placed, kernel)
      return add(conv2d(input, filter, layer.stride, layer.padding), bias)
    }
  }
}

type Passed = { readonly input: Tensor4D; readonly output: Tensor4D }

/** The chain rule through one layer: from the derivative by its output to the one by its input. */
export function inputGradient(
  placed: PlacedLayer,
  dense: Dense | null,
  { input, output }: Passed,
  error: Tensor4D,
  products: MatrixProducts,
): Tensor4D {
  const { layer } = placed
  switch (layer.kind) {
    case "relu":
      return mul(error, step(output))
    case "max-pool":
    case "average-pool": {
      const attributes = { filterSize: layer.size, strides: layer.stride, pad: "valid" }
      const kernel = layer.kind === "max-pool" ? MaxPoolGrad : AvgPoolGrad
      return engine().runKernel(kernel, { dy: error, input, output }, attributes) as Tensor4D
    }
    case "dense": {
      const { kernel } = required(dense)
      const flat = reshape<Rank.R2>(error, [-1, kernel.shape[1]])
      return reshape(products.timesTransposed(flat, kernel), input.shape)
    }
    case "conv2d": {
      const filter = filterOf(placed, required(dense).kernel)
      return layer.stride === 1
        ? throughMirrored(placed, filter, error)
        : conv2dTranspose(error, filter, input.shape, layer.stride, layer.padding)
    }
  }
}

/**
 * The derivative by the input of a convolution that leaves no place out: a convolution of the error with the kernel
 * mirrored, its filters taken for channels. WASM does that ten times faster than what is called a transposed convolution.
 */
function throughMirrored(
  { input: shape, padding: { top, left } }: PlacedLayer,
  filter: Tensor4D,
  error: Tensor4D,
): Tensor4D {
  const [side] = filter.shape
  const [, height, width] = error.shape
  // As many zeros before as the kernel reaches back; behind, what makes the image as large as it was.
  const around = (before: number, places: number, length: number): [number, number] => [
    side - 1 - before,
    length + before - places,
  ]
  const edges: [number, number][] = [
    [0, 0],
    around(top, height, shape.height),
    around(left, width, shape.width),
    [0, 0],
  ]
  const mirrored = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2])
  return conv2d(pad(error, edges), mirrored, 1, "valid")
}

/** The derivatives by a layer's weights; null where it has none. */
export function weightGradients(
  placed: PlacedLayer,
  input: Tensor4D,
  error: Tensor4D,
  products: MatrixProducts,
): Dense | null {
  const { layer, weights } = placed
  if (weights === null) return null
  const { rows, columns } = weights
  if (layer.kind === "conv2d") {
    const kernel = reshape<Rank.R2>(filterGradient(placed, input, error), [rows, columns])
    return { kernel, bias: sum<Tensor1D>(error, [0, 1, 2]) }
  }
  const flatError = reshape<Rank.R2>(error, [-1, columns])
  const flatInput = reshape<Rank.R2>(input, [-1, rows])
  return { kernel: products.transposedTimes(flatInput, flatError), bias: sum<Tensor1D>(flatError, 0) }
}

/**
 * The derivative by a convolution's kernel is itself a convolution: of the input, its channels taken for images, with the
 * error, its images taken for channels. WASM has no kernel of its own for it.
 */
function filterGradient(
  { layer, input: shape, padding }: PlacedLayer,
  input: Tensor4D,
  error: Tensor4D,
): Tensor4D {
  if (layer.kind !== "conv2d") throw new Error("bug: no convolution")
  const { kernel, stride } = layer
  const [, height, width] = error.shape
  const beyond = (before: number, places: number, side: number): [number, number] => [
    before,
    Math.max(0, (places - 1) * stride + kernel - side - before),
  ]
  const edges: [number, number][] = [
    [0, 0],
    beyond(padding.top, height, shape.height),
    beyond(padding.left, width, shape.width),
    [0, 0],
  ]
  const images = transpose(pad(input, edges), [3, 1, 2, 0])
  const windows = transpose(error, [1, 2, 0, 3])
  const whole = conv2d(images, windows, 1, "valid", "NHWC", stride)
  const exact = slice(whole, [0, 0, 0, 0], [shape.channels, kernel, kernel, -1])
  return transpose(exact, [1, 2, 0, 3])
}

function filterOf({ layer, input }: PlacedLayer, kernel: Tensor2D): Tensor4D {
  if (layer.kind !== "conv2d") throw new Error("bug: no convolution")
  return reshape(kernel, [layer.kernel, layer.kernel, input.channels, layer.filters])
}

function required(dense: Dense | null): Dense {
  if (dense === null) throw new Error("bug: a layer without its weights")
  return dense
}
