import { dispose, tensor2d, tidy, util } from "@tensorflow/tfjs-core"
import type { Examples } from "@tutti/data"
import type { ModelSpec } from "@tutti/protocol"
import { measure, softmax } from "../measurement.ts"
import { denseLayers, outputCount, parameterCount } from "../model/layout.ts"
import type { Trainer } from "../trainer.ts"
import { requireLength } from "../update/vectors.ts"
import type { Backend } from "./backends/names.ts"
import { trainLocally } from "./local-training.ts"
import { matrixProducts } from "./matrix-products.ts"
import { forward } from "./network.ts"
import { giveWay, onBackend } from "./turns.ts"
import { upload } from "./weights.ts"

/** Rows that a forward pass takes at a time: bounds the memory of an evaluation of a large data set. */
const ROWS_AT_ONCE = 4_096

/** A trainer on a backend that has been started and can run the model. */
export function trainerOn(backend: Backend, model: ModelSpec): Trainer {
  const parameters = parameterCount(model)
  const products = matrixProducts(backend.name)
  return {
    backend,
    async train(weights, examples, plan, seed) {
      requireLength(weights, parameters)
      requireExamples(model, examples)
      return onBackend(backend.name, async () => {
        const start = util.now()
        const result = await trainLocally(model, products, weights, examples, plan, seed)
        return { ...result, milliseconds: util.now() - start }
      })
    },
    async evaluate(weights, examples) {
      requireLength(weights, parameters)
      requireExamples(model, examples)
      const { features, targets, rows } = examples
      const outputs = await onBackend(backend.name, () => outputsOf(model, weights, features, rows))
      return measure(model.loss, outputs, targets, rows)
    },
    async predict(weights, features, rows) {
      requireLength(weights, parameters)
      requireLength(features, rows * model.inputs)
      const outputs = await onBackend(backend.name, () => outputsOf(model, weights, features, rows))
      return model.loss === "softmax-cross-entropy" ? softmax(outputs, outputCount(model)) : outputs
    },
    // Between calls a trainer holds nothing: what a call uploads, it disposes of.
    dispose() {},
  }
}

function requireExamples(model: ModelSpec, { features, targets, rows }: Examples) {
  if (!(rows >= 1)) throw new RangeError("no example to learn or measure from")
  requireLength(features, rows * model.inputs)
  requireLength(targets, rows * outputCount(model))
}

async function outputsOf(model: ModelSpec, weights: Float32Array, features: Float32Array, rows: number) {
  const width = outputCount(model)
  const outputs = new Float32Array(rows * width)
  const onDevice = upload(denseLayers(model), weights)
  try {
    for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, rows - start)
      const part = tidy(() => {
        const slice = features.subarray(start * model.inputs, (start + count) * model.inputs)
        return forward(model, onDevice, tensor2d(slice, [count, model.inputs]), []).outputs
      })
      outputs.set(await part.data(), start * width)
      part.dispose()
      await giveWay()
    }
  } finally {
    dispose(onDevice)
  }
  return outputs
}
