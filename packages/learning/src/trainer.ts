import type { Examples } from "@tutti/data"
import type { LocalTraining, ModelSpec } from "@tutti/protocol"

/** Averages over the examples; accuracy is null for a numeric target. */
export type Measurement = { loss: number; accuracy: number | null; examples: number }

export type TrainingResult = {
  /** [parameters] in the order of `parameterLayout`. */
  weights: Float32Array<ArrayBuffer>
  /** Over the last local epoch, measured while training (with dropout, where the model has it). */
  loss: number
  accuracy: number | null
  steps: number
  milliseconds: number
}

/**
 * The port that a session trains through: implemented by `@tutti/learning/tfjs`, in a worker or under Node.
 * One trainer holds one model; its data may change between calls.
 */
export interface Trainer {
  /** Which backend was chosen for this device and this model, and why (shown to the owner). */
  readonly backend: { name: string; reason: string }
  /**
   * Local training from the given global weights.
   * @param seed decides shuffles and dropout; the same seed, weights and examples give the same weights.
   */
  train(weights: Float32Array, examples: Examples, plan: LocalTraining, seed: number): Promise<TrainingResult>
  evaluate(weights: Float32Array, examples: Examples): Promise<Measurement>
  /** [rows × outputs] probabilities, or numbers for a numeric target. */
  predict(weights: Float32Array, features: Float32Array, rows: number): Promise<Float32Array>
  dispose(): void
}

export type TrainerFactory = (model: ModelSpec) => Promise<Trainer>
