import { featureNames, type PreparedDataset } from "@tutti/data"
import { type Measurement, type Trainer, tfjsFiles } from "@tutti/learning"
import type { ModelHash, RoundMetrics, StudyHash, StudySpec } from "@tutti/protocol"
import type { TrainingOutcome } from "@tutti/sessions/training"

/** One of the two models that the relay keeps, and what it does on this owner's rows. */
export type MeasuredModel = {
  which: "best" | "last"
  round: number
  modelHash: ModelHash
  /** Null when this tab has no rows at hand. */
  own: Measurement | null
}

export type ResultScreen = {
  best: MeasuredModel
  last: MeasuredModel
  /** Which rows `own` was measured on: those kept for checking, or all where none were. */
  measuredOn: "validation" | "training"
  /** The study's own measurement of the best round. */
  everybody: RoundMetrics | null
}

/** The two files of a TensorFlow.js model. */
export type ModelFiles = { json: Blob; weights: Blob }

/** How a model does on an owner's rows: those kept for checking, else those it learnt from. */
export async function measureOn(
  dataset: PreparedDataset,
  { weights, scaling }: TrainingOutcome,
  trainer: Trainer,
): Promise<Measurement> {
  const { training, validation } = dataset.encode(scaling)
  return trainer.evaluate(weights, validation.rows > 0 ? validation : training)
}

/** All that a stranger needs to use the model is in the first file: names of features and answers, scaling, hashes. */
export function modelFilesOf(spec: StudySpec, studyHash: StudyHash, outcome: TrainingOutcome): ModelFiles {
  const { dataset, model, title } = spec
  const { json, weights } = tfjsFiles(model, outcome.weights, {
    title,
    studyHash,
    round: outcome.round,
    modelHash: outcome.modelHash,
    features: featureNames(dataset),
    target: dataset.target,
    scaling: outcome.scaling,
  })
  return {
    json: new Blob([json], { type: "application/json" }),
    weights: new Blob([weights], { type: "application/octet-stream" }),
  }
}
