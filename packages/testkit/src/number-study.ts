import { linearRegression } from "@tutti/learning"
import { type StudySpec, StudySpec as StudySpecSchema, type TrainingPlan } from "@tutti/protocol"

/** Names of the columns of a `numberStudy`: two features and the target. */
export const NUMBER_COLUMNS = ["width", "height", "price"] as const

/** A small study: a number as a weighted sum of two others, trained by plain gradient descent. */
export function numberStudy(plan: Partial<TrainingPlan> = {}): StudySpec {
  const [width, height, price] = NUMBER_COLUMNS
  return StudySpecSchema.parse({
    title: "Prices of windows",
    organiser: "The glaziers' guild",
    purpose: "To agree on a price list",
    mode: "trusted",
    dataset: {
      header: true,
      columns: [width, height].map((name) => ({ kind: "numeric", name, missing: "drop-row" })),
      target: { kind: "number", name: price },
      missingMarkers: [],
    },
    model: linearRegression(2),
    training: {
      scheme: "parallel",
      rounds: 5,
      local: { epochs: 2, batchSize: 4, optimiser: { kind: "sgd", learningRate: 0.1 }, proximal: 0 },
      aggregation: { kind: "mean" },
      serverStep: { kind: "average" },
      maxUpdateNorm: 100,
      validationFraction: 0.25,
      seed: 7,
      quorum: { minOwners: 2, fraction: 0.5 },
      deadlines: { firstMs: 60_000, minMs: 1_000, maxMs: 300_000 },
      ...plan,
    },
    retentionDays: 30,
  })
}
