import { getKernel } from "@tensorflow/tfjs-core"
import type { Activation, Layer, ModelSpec } from "@tutti/protocol"
import type { BackendName } from "./names.ts"

/*
 * What training a model asks of a backend, by the names of tfjs's kernel registry. Backends differ: WASM has no
 * Conv2DBackpropFilter, for one. A layer that is added to the protocol gets its line here, and a test compares
 * these lines with the kernels that a training really runs.
 */

/** Forward and backward, activation apart. */
const layerKernels: Record<Layer["kind"], readonly string[]> = {
  dense: ["_FusedMatMul", "BatchMatMul", "Reshape", "Transpose", "Sum"],
  dropout: ["Multiply"],
}

const activationKernels: Record<Activation, readonly string[]> = {
  linear: [],
  relu: ["Step", "Multiply"],
  sigmoid: ["Square", "Sub", "Multiply"],
  tanh: ["Tanh", "Square", "Multiply", "Sub"],
}

const lossKernels: Record<ModelSpec["loss"], readonly string[]> = {
  "softmax-cross-entropy": ["Softmax", "Sub", "Multiply"],
  "mean-squared-error": ["Sub", "Multiply"],
}

/** Either optimiser, the proximal term, and reading what was computed. */
const loopKernels = ["Add", "Concat", "Multiply", "RealDiv", "Reshape", "SplitV", "Sqrt", "Square", "Sub"]

export function neededKernels(model: ModelSpec): ReadonlySet<string> {
  return new Set([
    ...loopKernels,
    ...lossKernels[model.loss],
    ...model.layers.flatMap((layer) => [
      ...layerKernels[layer.kind],
      ...(layer.kind === "dense" ? activationKernels[layer.activation] : []),
    ]),
  ])
}

/** Kernels that training this model needs and a backend, once loaded, does not have. */
export function missingKernels(model: ModelSpec, backend: BackendName): string[] {
  return [...neededKernels(model)].filter((kernel) => getKernel(kernel, backend) == null)
}
