import { io } from "@tensorflow/tfjs-core"
import type { LayersModel } from "@tensorflow/tfjs-layers"
import type { ModelSpec } from "@tutti/protocol"
import { exportTfjs } from "../model/layers-model.ts"

/**
 * The exported model, loaded by tfjs-layers: for those who want tfjs's own `predict` and `fit`. tfjs-layers is loaded
 * on the first call; a participant never needs it.
 * @param weights [parameters] in the order of `parameterLayout`.
 * @returns a model on the current backend; the caller disposes of it.
 */
export async function toLayersModel(model: ModelSpec, weights: Float32Array): Promise<LayersModel> {
  const { loadLayersModel } = await import("@tensorflow/tfjs-layers")
  const { modelJson, weightsBin } = exportTfjs(model, weights)
  const [{ weights: weightSpecs }] = modelJson.weightsManifest
  return loadLayersModel(
    io.fromMemory({ modelTopology: modelJson.modelTopology, weightSpecs, weightData: weightsBin.buffer }),
  )
}
