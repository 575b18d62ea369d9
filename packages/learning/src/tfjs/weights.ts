import {
  concat,
  type Rank,
  reshape,
  split,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
} from "@tensorflow/tfjs-core"

/** The tensors of one dense layer: its weights, or their derivatives. */
export type Dense = {
  /** [inputs, units] */
  kernel: Tensor2D
  /** [units] */
  bias: Tensor1D
}
export type Weights = Dense[]

/** Of one layer's kernel; `denseLayers` gives those of a model. */
export type KernelShape = { readonly inputs: number; readonly units: number }

/** Copy the flat array, each kernel with its bias behind it, to the device. */
export function upload(shapes: readonly KernelShape[], flat: Float32Array): Weights {
  let end = 0
  const next = (length: number) => {
    end += length
    // A copy: the CPU backend computes on the very array that it is given.
    return flat.slice(end - length, end)
  }
  return shapes.map(({ inputs, units }) => ({
    kernel: tensor2d(next(inputs * units), [inputs, units]),
    bias: tensor1d(next(units)),
  }))
}

/** Copy the tensors into one flat array, in the order of `upload`. */
export async function download(weights: Weights, parameters: number): Promise<Float32Array<ArrayBuffer>> {
  const parts = await Promise.all(weights.flatMap(({ kernel, bias }) => [kernel.data(), bias.data()]))
  const flat = new Float32Array(parameters)
  let offset = 0
  for (const part of parts) {
    flat.set(part, offset)
    offset += part.length
  }
  return flat
}

/** Apply an operation to each pair of tensors. */
export function combine(a: Weights, b: Weights, operation: <T extends Tensor>(a: T, b: T) => T): Weights {
  return a.map(({ kernel, bias }, index) => {
    const other = b[index]
    if (other === undefined) throw new Error("bug: two sets of weights of different length")
    return { kernel: operation(kernel, other.kernel), bias: operation(bias, other.bias) }
  })
}

/** All weights as one vector [parameters]. */
export function flatten(weights: Weights): Tensor1D {
  return concat(weights.flatMap(({ kernel, bias }) => [reshape<Rank.R1>(kernel, [-1]), bias]))
}

/** The inverse of `flatten`. */
export function unflatten(flat: Tensor1D, shapes: readonly KernelShape[]): Weights {
  const parts = split(
    flat,
    shapes.flatMap(({ inputs, units }) => [inputs * units, units]),
  )
  return shapes.map(({ inputs, units }, index) => {
    const [kernel, bias] = parts.slice(2 * index)
    if (kernel === undefined || bias === undefined) throw new Error("bug: split gave too few parts")
    return { kernel: reshape<Rank.R2>(kernel, [inputs, units]), bias: reshape<Rank.R1>(bias, [units]) }
  })
}
