import { type ImageShape, type Network, type PlacedLayer, sizeOf } from "@tutti/protocol"
import { ABSENT } from "../update/absent.ts"
import { requireLength } from "../update/vectors.ts"
import { placedLayers } from "./place.ts"

/*
 * A network in plain loops and float64: what an encrypted inference is compared with, and what its range is measured by.
 */

export type PlainOutputs = {
  /** [images, classes] */
  readonly scores: Float64Array<ArrayBuffer>
  /** The largest magnitude that any layer with weights has given, before anything else. */
  readonly largest: number
}

/**
 * @param weights [parameters] in the network's order.
 * @param images [count, height, width, channels]
 * @throws {RangeError} when a length does not fit, or the network's layers do not.
 */
export function networkOutputs(network: Network, weights: Float32Array, images: Float32Array): PlainOutputs {
  const layers = placedLayers(network)
  const size = sizeOf(network.input)
  const count = images.length / size
  if (!Number.isInteger(count)) throw new RangeError(`${images.length} entries are no images of ${size}`)
  const last = layers.at(-1)?.weights
  if (last) requireLength(weights, last.offset + (last.rows + 1) * last.columns)
  const classes = last?.columns ?? 0
  const scores = new Float64Array(count * classes)
  let largest = 0
  for (let image = 0; image < count; image++) {
    let signal = Float64Array.from(images.subarray(image * size, (image + 1) * size))
    for (const placed of layers) {
      signal = through(placed, weights, signal)
      if (placed.weights) for (const entry of signal) largest = Math.max(largest, Math.abs(entry))
    }
    scores.set(signal, image * classes)
  }
  return { scores, largest }
}

/** The class of the largest score of each image, the first of equal ones. @returns [images] */
export function labelsOf(scores: ArrayLike<number>, classes: number): Uint8Array<ArrayBuffer> {
  const labels = new Uint8Array(scores.length / classes)
  for (let image = 0; image < labels.length; image++) {
    let best = 0
    for (let one = 1; one < classes; one++)
      if ((scores[image * classes + one] ?? ABSENT) > (scores[image * classes + best] ?? ABSENT)) best = one
    labels[image] = best
  }
  return labels
}

type Signal = Float64Array<ArrayBuffer>

function through(
  { layer, input, output, padding, weights: place }: PlacedLayer,
  weights: Float32Array,
  signal: Signal,
) {
  switch (layer.kind) {
    case "relu":
      return signal.map((entry) => Math.max(entry, 0))
    case "dense":
    case "conv2d": {
      if (place === null) throw new Error("bug: a layer without its weights")
      const { rows, columns, offset } = place
      const kernel = weights.subarray(offset, offset + rows * columns)
      const bias = weights.subarray(offset + rows * columns, offset + (rows + 1) * columns)
      if (layer.kind === "dense") return times(signal, kernel, bias)
      const window = { size: layer.kernel, stride: layer.stride, ...padding }
      return everyWindow(signal, input, output, window, (patch, out) => out.set(times(patch, kernel, bias)))
    }
    case "max-pool":
    case "average-pool": {
      const window = { size: layer.size, stride: layer.stride, ...padding }
      const { channels } = output
      const pooled = layer.kind === "max-pool" ? largestOf : averageOf
      return everyWindow(signal, input, output, window, (patch, out) => {
        for (let channel = 0; channel < channels; channel++) out[channel] = pooled(patch, channel, channels)
      })
    }
  }
}

/** row · kernel + bias; zeros of the row, of which pictures have many, cost nothing. */
function times(row: Signal, kernel: Float32Array, bias: Float32Array): Signal {
  const product = Float64Array.from(bias)
  const columns = product.length
  for (let index = 0; index < row.length; index++) {
    const entry = row[index] ?? ABSENT
    if (entry === 0) continue
    const start = index * columns
    for (let column = 0; column < columns; column++)
      product[column] = (product[column] ?? ABSENT) + entry * (kernel[start + column] ?? ABSENT)
  }
  return product
}

type Window = { size: number; stride: number; top: number; left: number }

/** Calls with each window of an image, zeros where it is beyond the edge, and with the output's place for it. */
function everyWindow(
  image: Signal,
  { height, width, channels }: ImageShape,
  output: ImageShape,
  { size, stride, top, left }: Window,
  take: (patch: Signal, out: Signal) => void,
): Signal {
  const outputs = new Float64Array(sizeOf(output))
  const patch = new Float64Array(size * size * channels)
  for (let y = 0; y < output.height; y++)
    for (let x = 0; x < output.width; x++) {
      patch.fill(0)
      for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++) {
          const [fromY, fromX] = [y * stride - top + row, x * stride - left + column]
          if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) continue
          const from = (fromY * width + fromX) * channels
          patch.set(image.subarray(from, from + channels), (row * size + column) * channels)
        }
      const at = (y * output.width + x) * output.channels
      take(patch, outputs.subarray(at, at + output.channels))
    }
  return outputs
}

function largestOf(patch: Signal, channel: number, channels: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let at = channel; at < patch.length; at += channels) largest = Math.max(largest, patch[at] ?? ABSENT)
  return largest
}

function averageOf(patch: Signal, channel: number, channels: number): number {
  let sum = 0
  for (let at = channel; at < patch.length; at += channels) sum += patch[at] ?? ABSENT
  return (sum * channels) / patch.length
}
