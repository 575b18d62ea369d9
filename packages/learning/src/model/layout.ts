import type { ModelSpec } from "@tutti/protocol"

/** Where one weight tensor lies in the flat array. */
export type Parameter = {
  /** As in an exported model: "dense_1/kernel". Dense layers are counted from 1. */
  name: string
  kind: "kernel" | "bias"
  /** [inputs, units] row-major for a kernel, [units] for a bias. */
  shape: [number, number] | [number]
  /** Index of the first entry. */
  offset: number
  size: number
}

/**
 * The order of all weights of a model in one Float32Array: for each dense layer its kernel, then its bias.
 * This order is what travels, what is averaged and what is hashed.
 */
export function parameterLayout(model: ModelSpec): Parameter[] {
  const layout: Parameter[] = []
  let offset = 0
  const place = (name: string, kind: Parameter["kind"], shape: Parameter["shape"]) => {
    const size = shape.reduce((product, length) => product * length, 1)
    layout.push({ name, kind, shape, offset, size })
    offset += size
  }
  for (const [index, { inputs, units }] of denseLayers(model).entries()) {
    place(`dense_${index + 1}/kernel`, "kernel", [inputs, units])
    place(`dense_${index + 1}/bias`, "bias", [units])
  }
  return layout
}

/** Length of the flat array. */
export function parameterCount(model: ModelSpec): number {
  return denseLayers(model).reduce((count, { inputs, units }) => count + (inputs + 1) * units, 0)
}

/** Width of the last layer: classes, or 1 for a number. */
export function outputCount(model: ModelSpec): number {
  return denseLayers(model).at(-1)?.units ?? model.inputs
}

/** The layers that hold weights, with the width of what reaches them. */
export function denseLayers(model: ModelSpec) {
  let inputs = model.inputs
  return model.layers.flatMap((layer) => {
    if (layer.kind !== "dense") return []
    const dense = { inputs, units: layer.units, activation: layer.activation }
    inputs = layer.units
    return [dense]
  })
}
