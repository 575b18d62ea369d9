import type { Examples } from "@tutti/data"
import { initialWeights, type Measurement, type Trainer } from "@tutti/learning"
import type { StudySpec } from "@tutti/protocol"

/**
 * What a study is compared with: the same network from the same initial weights, trained in one place on the
 * training rows of all owners, with the same local optimiser and as many steps as one owner takes in all rounds
 * (sequential: as all owners take one after the other).
 * @param owners the training rows of each, scaled alike.
 */
export async function trainPooled(
  trainer: Trainer,
  { model, training }: StudySpec,
  owners: readonly Examples[],
  heldOut: Examples,
): Promise<Measurement> {
  const pooled = concatExamples(owners)
  const plan = {
    ...training.local,
    epochs: training.local.epochs * training.rounds,
    batchSize:
      training.scheme === "parallel"
        ? batchForSteps(owners, pooled, training.local.batchSize)
        : training.local.batchSize,
    proximal: 0,
  }
  const { weights } = await trainer.train(initialWeights(model, training.seed), pooled, plan, training.seed)
  return trainer.evaluate(weights, heldOut)
}

/** The batch of pooled rows that makes an epoch as many steps long as the longest owner's. */
function batchForSteps(owners: readonly Examples[], pooled: Examples, batchSize: number): number {
  const longest = owners.reduce((most, { rows }) => Math.max(most, rows), 0)
  return Math.ceil(pooled.rows / Math.ceil(longest / batchSize))
}

function concatExamples(parts: readonly Examples[]): Examples {
  return {
    features: concatFloats(parts.map(({ features }) => features)),
    targets: concatFloats(parts.map(({ targets }) => targets)),
    rows: parts.reduce((rows, part) => rows + part.rows, 0),
  }
}

function concatFloats(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
