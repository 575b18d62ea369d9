import { StudyHash, StudyId, type StudySpec } from "@tutti/protocol"

export const studyId = StudyId.parse("abcdefgh12345678")
export const studyHash = StudyHash.parse("5".repeat(64))

/** A small study: one number, one category, a yes or no to learn. Four features, (4 + 1) · 2 = 10 weights. */
export const smallStudy: StudySpec = {
  title: "Who pays back",
  organiser: "Three village banks",
  purpose: "Learn who pays back.",
  mode: "trusted",
  dataset: {
    header: true,
    columns: [
      { kind: "numeric", name: "income", unit: "kr", missing: "drop-row" },
      { kind: "category", name: "home", categories: ["own", "rent", "other"], missing: "drop-row" },
    ],
    target: { kind: "class", name: "paid", classes: ["no", "yes"] },
    missingMarkers: ["?"],
  },
  model: {
    inputs: 4,
    layers: [{ kind: "dense", units: 2, activation: "linear" }],
    loss: "softmax-cross-entropy",
  },
  training: {
    scheme: "parallel",
    rounds: 10,
    local: { epochs: 2, batchSize: 8, optimiser: { kind: "sgd", learningRate: 0.1 }, proximal: 0 },
    aggregation: { kind: "mean" },
    serverStep: { kind: "average" },
    maxUpdateNorm: 100,
    validationFraction: 0.2,
    seed: 7,
    quorum: { minOwners: 3, fraction: 0.5 },
    deadlines: { firstMs: 60_000, minMs: 1_000, maxMs: 60_000 },
  },
  retentionDays: 30,
}

/** The same under masks: sums of at least ten of twelve owners, one of whom may work with the relay. */
export const secureStudy: StudySpec = {
  ...smallStudy,
  mode: "secure",
  secure: {
    studyKey: "s".repeat(43),
    relayKey: "r".repeat(43),
    corruptPerTenThousand: 500,
    dropoutPerTenThousand: 1_000,
    minimumCohort: 10,
    maxContributions: 20,
    clipNorm: 4,
    lossBound: 16,
    weightCap: 8,
  },
}
