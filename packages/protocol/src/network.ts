import * as z from "zod"
import { LIMITS } from "./limits.ts"

/*
 * A network over images as data: what the model owner of an encrypted inference declares, and every role knows. Weights
 * and images are nobody's here.
 *
 * Values lie as tfjs keeps them, channels last: an image is [height, width, channels], the kernel of a convolution
 * [kernel, kernel, channels, filters], that of a dense layer [inputs, units]; a dense layer takes its input flattened in
 * that order. All weights in one array: for each layer that has some its kernel, then its bias.
 */

const side = z.int().min(1).max(1_024)

/** Of one image; a row of a table is an image of height 1 and one channel. */
export const ImageShape = z.strictObject({
  height: side,
  width: z.int().min(1).max(65_536),
  channels: z.int().min(1).max(1_024),
})
export type ImageShape = z.infer<typeof ImageShape>

const pool = { size: z.int().min(2).max(16), stride: z.int().min(1).max(16) } as const

export const NetworkLayer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dense"), units: z.int().min(1).max(65_536) }),
  /** Square kernels and strides; `same` pads with zeros until the output has ⌈side / stride⌉ places, `valid` not at all. */
  z.strictObject({
    kind: z.literal("conv2d"),
    filters: z.int().min(1).max(1_024),
    kernel: z.int().min(1).max(31),
    stride: z.int().min(1).max(16),
    padding: z.enum(["valid", "same"]),
  }),
  /** Square windows, none of them beyond the edge. */
  z.strictObject({ kind: z.literal("max-pool"), ...pool }),
  z.strictObject({ kind: z.literal("average-pool"), ...pool }),
  z.strictObject({ kind: z.literal("relu") }),
])
export type NetworkLayer = z.infer<typeof NetworkLayer>

/** The last layer is dense: its outputs are the classes' scores, and the largest one names the label. */
export const Network = z.strictObject({
  input: ImageShape,
  layers: z.array(NetworkLayer).min(1).max(64).readonly(),
})
export type Network = z.infer<typeof Network>

/** What a layer takes and gives, and where its weights lie. */
export type PlacedLayer = {
  readonly layer: NetworkLayer
  readonly input: ImageShape
  readonly output: ImageShape
  /** Zeros around the input, above and to the left; below and to the right there may be one more. */
  readonly padding: { readonly top: number; readonly left: number }
  /** Of the kernel, [rows, columns] row-major, and of the bias [columns] right behind it; null where there is none. */
  readonly weights: { readonly offset: number; readonly rows: number; readonly columns: number } | null
}

export type PlacedNetwork =
  | {
      readonly ok: true
      readonly layers: readonly PlacedLayer[]
      readonly parameters: number
      readonly classes: number
    }
  /** @property layer index of the one that does not fit behind those before it; the number of layers for the end. */
  | { readonly ok: false; readonly layer: number; readonly problem: "no-room" | "not-dense" | "too-large" }

/** How a network's layers follow one another: shapes and weights, or the first layer that cannot stand where it does. */
export function placeLayers({ input, layers }: Network): PlacedNetwork {
  const placed: PlacedLayer[] = []
  let shape = input
  let parameters = 0
  for (const [index, layer] of layers.entries()) {
    const next = place(layer, shape, parameters)
    if (next.output.height < 1 || next.output.width < 1)
      return { ok: false, layer: index, problem: "no-room" }
    placed.push(next)
    shape = next.output
    if (next.weights) parameters += (next.weights.rows + 1) * next.weights.columns
    if (parameters > LIMITS.parameters || sizeOf(shape) > LIMITS.parameters)
      return { ok: false, layer: index, problem: "too-large" }
  }
  if (layers.at(-1)?.kind !== "dense") return { ok: false, layer: layers.length, problem: "not-dense" }
  return { ok: true, layers: placed, parameters, classes: shape.channels }
}

/** Entries of an image. */
export const sizeOf = ({ height, width, channels }: ImageShape): number => height * width * channels

function place(layer: NetworkLayer, input: ImageShape, offset: number): PlacedLayer {
  const unpadded = { top: 0, left: 0 }
  switch (layer.kind) {
    case "relu":
      return { layer, input, output: input, padding: unpadded, weights: null }
    case "dense": {
      const output = { height: 1, width: 1, channels: layer.units }
      const weights = { offset, rows: sizeOf(input), columns: layer.units }
      return { layer, input, output, padding: unpadded, weights }
    }
    case "max-pool":
    case "average-pool": {
      const { size, stride } = layer
      const output = {
        ...input,
        height: windows(input.height, size, stride),
        width: windows(input.width, size, stride),
      }
      return { layer, input, output, padding: unpadded, weights: null }
    }
    case "conv2d": {
      const { kernel, stride, filters } = layer
      const isSame = layer.padding === "same"
      const along = (length: number) =>
        isSame ? Math.ceil(length / stride) : windows(length, kernel, stride)
      const before = (length: number) =>
        isSame ? Math.max(0, (along(length) - 1) * stride + kernel - length) >> 1 : 0
      return {
        layer,
        input,
        output: { height: along(input.height), width: along(input.width), channels: filters },
        padding: { top: before(input.height), left: before(input.width) },
        weights: { offset, rows: kernel * kernel * input.channels, columns: filters },
      }
    }
  }
}

const windows = (length: number, size: number, stride: number): number =>
  Math.floor((length - size) / stride) + 1
