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
 * A study over any columns, with defaults that learn on small tables and on owners of a single row. The result is
 * a value and is not yet checked: parse it with `StudySpec` before it is sent.
 */
export function studyFromSchema(dataset: DatasetSchema, overrides: StudyOverrides = {}): StudySpec {
  const { training, ...rest } = overrides
  return {
    title: `What predicts ${dataset.target.name}`,
    organiser: "The admin of this relay",
    purpose: `Train one model that predicts ${dataset.target.name}, on everybody's rows, while the rows stay with their owners.`,
    mode: "trusted",
    dataset,
    model: networkFor(dataset, [32]),
    training: { ...trainingPlan(dataset, training?.scheme ?? "parallel"), ...training },
    retentionDays: 30,
    ...rest,
  }
}

/** Dense hidden layers with ReLU, then the linear output that the target asks for; [] is plain regression. */
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

/**
 * One local epoch of plain SGD per round, averaged by examples. Where every owner's rows fit one batch, a parallel
 * round is one step of gradient descent on the pooled rows (McMahan et al. 2017, section 2, "FederatedSGD"), however
 * they are spread: 653 owners of one row learn what ten owners of 65 learn. Owners of more rows take more steps. Local
 * Adam or many local epochs finish in fewer rounds, but lose to the pooled model where owners hold few rows.
 */
function trainingPlan(dataset: DatasetSchema, scheme: TrainingPlan["scheme"]): TrainingPlan {
  return {
    scheme,
    // A sequential round takes the steps of all its owners one after the other, and would soon learn rows by heart.
    rounds: scheme === "parallel" ? 30 : 5,
    local: {
      epochs: 1,
      batchSize: 512,
      optimiser: { kind: "sgd", learningRate: learningRate(dataset) },
      proximal: 0,
    },
    aggregation: { kind: "mean" },
    serverStep: { kind: "average" },
    maxUpdateNorm: 100,
    validationFraction: 0.2,
    seed: 1,
    quorum: { minOwners: 2, fraction: 0.5 },
    deadlines: { firstMs: 120_000, minMs: 5_000, maxMs: 600_000 },
  }
}

/**
 * A step that does not overshoot: the curvature of the first layer grows with the squared length of a row, which
 * is about the number of columns once numbers are scaled and categories are one-hot; that of the squared error is
 * four times that of the cross-entropy.
 */
function learningRate({ columns, target }: DatasetSchema): number {
  return target.kind === "class" ? Math.min(0.5, 16 / columns.length) : Math.min(0.1, 4 / columns.length)
}
