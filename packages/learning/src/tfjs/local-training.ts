import { concat, dispose, type Tensor2D, tensor2d, tidy } from "@tensorflow/tfjs-core"
import type { Examples } from "@tutti/data"
import type { LocalTraining, ModelSpec } from "@tutti/protocol"
import { measure } from "../measurement.ts"
import { denseLayers, outputCount, parameterCount } from "../model/layout.ts"
import { seededRandom } from "../seeded-random.ts"
import type { TrainingResult } from "../trainer.ts"
import { shuffledBatches } from "./batches.ts"
import { dropoutMasks } from "./dropout.ts"
import { outputError } from "./loss.ts"
import type { MatrixProducts } from "./matrix-products.ts"
import { backward, forward } from "./network.ts"
import { optimiserOps } from "./optimisers.ts"
import { proximalPull } from "./proximal.ts"
import { giveWay } from "./turns.ts"
import { download, upload } from "./weights.ts"

/**
 * One owner's training within a round. Nothing is read back from the device before the end: the outputs of the last
 * epoch stay there until the loss and the accuracy are computed from them, once.
 */
export async function trainLocally(
  model: ModelSpec,
  products: MatrixProducts,
  global: Float32Array,
  examples: Examples,
  plan: LocalTraining,
  seed: number,
): Promise<Omit<TrainingResult, "milliseconds">> {
  const optimiser = optimiserOps(plan.optimiser, denseLayers(model))
  const shuffle = seededRandom(seed, "shuffle")
  const dropout = seededRandom(seed, "dropout")
  const pull = proximalPull(model, global, plan.proximal * optimiser.gradientScale)
  const outputs: Tensor2D[] = []
  const targets: Float32Array[] = []
  let weights = upload(denseLayers(model), global)
  let steps = 0
  try {
    for (const batch of shuffledBatches(examples, plan.epochs, plan.batchSize, shuffle)) {
      const before = weights
      const after = tidy(() => {
        const x = tensor2d(batch.features, [batch.rows, model.inputs])
        const y = tensor2d(batch.targets, [batch.rows, outputCount(model)])
        const pass = forward(model, before, x, dropoutMasks(model, batch.rows, dropout))
        const error = outputError(model.loss, pass.outputs, y, optimiser.gradientScale)
        const gradients = pull.added(backward(pass, error, products), before)
        return { outputs: pass.outputs, weights: optimiser.step(before, gradients) }
      })
      dispose(before)
      weights = after.weights
      steps++
      if (batch.lastEpoch) {
        outputs.push(after.outputs)
        targets.push(batch.targets)
      } else after.outputs.dispose()
      await giveWay()
    }
    const trained = await download(weights, parameterCount(model))
    const { loss, accuracy } = measure(
      model.loss,
      await readAll(outputs),
      joined(targets, examples.targets.length),
      examples.rows,
    )
    return { weights: trained, loss, accuracy, steps }
  } finally {
    dispose([weights, outputs])
    optimiser.dispose()
    pull.dispose()
  }
}

async function readAll(parts: Tensor2D[]): Promise<Float32Array> {
  const all = tidy(() => concat(parts))
  const values = await all.data<"float32">()
  all.dispose()
  return values
}

function joined(parts: readonly Float32Array[], length: number): Float32Array {
  const all = new Float32Array(length)
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
