import { tfjsFiles } from "@tutti/learning"
import type { ModelSpec } from "@tutti/protocol"
import { expose, transfer } from "comlink"

/* Sixteen million weights take a moment to write down: not on the thread that draws. */
const exporter = {
  /** @param weights [parameters] */
  tfjs(model: ModelSpec, weights: Float32Array, metadata: Record<string, unknown>) {
    const files = tfjsFiles(model, weights, metadata)
    return transfer(files, [files.weights.buffer])
  },
}
export type Exporter = typeof exporter
expose(exporter)
