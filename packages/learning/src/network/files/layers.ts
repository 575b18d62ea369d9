import type { NetworkLayer } from "@tutti/protocol"
import type { LayerJson } from "./model-json.ts"

/** What a layer of a file stands for, and whether a row comes out of it rather than an image. */
export type FoundLayers = { readonly layers: readonly NetworkLayer[]; readonly isFlat: boolean }

/** @returns undefined for a layer that cannot be computed on shares, or not in this form. */
export function readLayer(
  { class_name, config }: LayerJson,
  { isFlat, isLast }: { readonly isFlat: boolean; readonly isLast: boolean },
): FoundLayers | undefined {
  const unchanged = { layers: [], isFlat }
  if (
    config.data_format != null &&
    config.data_format !== "channels_last" &&
    config.data_format !== "channelsLast"
  )
    return undefined
  switch (class_name) {
    case "InputLayer":
    case "Dropout":
      return unchanged
    case "Flatten":
      return { layers: [], isFlat: true }
    case "ReLU":
      return { layers: [{ kind: "relu" }], isFlat }
    case "Softmax":
      return isLast ? unchanged : undefined
    case "Activation": {
      const after = activation(config.activation, isLast)
      return after && { layers: after, isFlat }
    }
    case "Dense": {
      const after = activation(config.activation, isLast)
      // Along the last axis of an image it would be another layer: a convolution of one pixel.
      if (!isFlat || after === undefined || config.units === undefined) return undefined
      return { layers: [{ kind: "dense", units: config.units }, ...after], isFlat }
    }
    case "Conv2D": {
      const after = activation(config.activation, isLast)
      const kernel = square(config.kernel_size)
      const stride = square(config.strides ?? 1)
      const { filters, padding = "valid" } = config
      if (isFlat || after === undefined || kernel === undefined || stride === undefined) return undefined
      if (filters === undefined || square(config.dilation_rate ?? 1) !== 1) return undefined
      if (padding !== "valid" && padding !== "same") return undefined
      return { layers: [{ kind: "conv2d", filters, kernel, stride, padding }, ...after], isFlat }
    }
    case "MaxPooling2D":
    case "AveragePooling2D": {
      const size = square(config.pool_size ?? 2)
      const stride = square(config.strides ?? size)
      if (isFlat || size === undefined || stride === undefined) return undefined
      if ((config.padding ?? "valid") !== "valid") return undefined
      const kind = class_name === "MaxPooling2D" ? "max-pool" : "average-pool"
      return { layers: [{ kind, size, stride }], isFlat }
    }
    default:
      return undefined
  }
}

function activation(name: string | undefined, isLast: boolean): readonly NetworkLayer[] | undefined {
  if (name === undefined || name === "linear") return []
  if (name === "relu") return [{ kind: "relu" }]
  return name === "softmax" && isLast ? [] : undefined
}

/** Of two sides only if they are equal. */
function square(sides: number | readonly [number, number] | undefined): number | undefined {
  if (sides === undefined || typeof sides === "number") return sides
  return sides[0] === sides[1] ? sides[0] : undefined
}
