import {
  type DatasetSchema,
  featureCount,
  type ModelSpec,
  type StudySpec,
  type TrainingPlan,
  targetCount,
} from "@tutti/protocol"

/** What a caller may change of a template; `training` is merged field by field. */
export type StudyOverrides = Partial<Omit<StudySpec, "dataset" | "training">> & {
  training?: Partial<TrainingPlan>
}

/**
 * A study over any columns, with defaults that learn on small tables: one hidden layer, local Adam, and a fixed
 * plan of rounds. The result is a value and is not yet checked: parse it with `StudySpec` before it is sent.
 */
export function studyFromSchema(dataset: DatasetSchema, overrides: StudyOverrides = {}): StudySpec {
  const { training, ...rest } = overrides
  return {
    title: `What predicts ${dataset.target.name}`,
    organiser: "The admin of this relay",
    purpose: `Train one model that predicts ${dataset.target.name}, on everybody's rows, while the rows stay with their owners.`,
    mode: "trusted",
    dataset,
    model: networkFor(dataset, [16]),
    training: trainingPlan(training),
    retentionDays: 30,
    ...rest,
  }
}

/** Dense hidden layers with ReLU and the linear output that the target asks for; [] is logistic or linear regression. */
export function networkFor(dataset: DatasetSchema, hiddenUnits: readonly number[]): ModelSpec {
  return {
    inputs: featureCount(dataset),
    layers: [
      ...hiddenUnits.map((units) => ({ kind: "dense", units, activation: "relu" }) as const),
      { kind: "dense", units: targetCount(dataset.target), activation: "linear" },
    ],
    loss: dataset.target.kind === "class" ? "softmax-cross-entropy" : "mean-squared-error",
  }
}

/** Defaults for a table of some hundred to some hundred thousand rows. */
export function trainingPlan(overrides: Partial<TrainingPlan> = {}): TrainingPlan {
  return {
    scheme: "parallel",
    rounds: 20,
    local: { epochs: 1, batchSize: 32, optimiser: { kind: "adam", learningRate: 0.01 }, proximal: 0 },
    aggregation: { kind: "mean" },
    serverStep: { kind: "average" },
    maxUpdateNorm: 100,
    validationFraction: 0.2,
    seed: 1,
    quorum: { minOwners: 2, fraction: 0.5 },
    deadlines: { firstMs: 120_000, minMs: 5_000, maxMs: 600_000 },
    ...overrides,
  }
}
