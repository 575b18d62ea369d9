import { StudySpec } from "@tutti/protocol"

/** A small study, 2 numbers in and 2 classes out: 6 weights. Override what a test is about. */
export function tinyStudy(overrides: Partial<StudySpec> = {}): StudySpec {
  return StudySpec.parse({
    title: "Tiny study",
    organiser: "Test bench",
    purpose: "To see whether the relay does what it says.",
    mode: "trusted",
    dataset: {
      header: true,
      columns: [
        { kind: "numeric", name: "height", missing: "drop-row" },
        { kind: "numeric", name: "weight", missing: "drop-row" },
      ],
      target: { kind: "class", name: "outcome", classes: ["no", "yes"] },
      missingMarkers: [],
    },
    model: {
      inputs: 2,
      layers: [{ kind: "dense", units: 2, activation: "linear" }],
      loss: "softmax-cross-entropy",
    },
    training: {
      scheme: "parallel",
      rounds: 3,
      local: { epochs: 1, batchSize: 8, optimiser: { kind: "sgd", learningRate: 0.1 }, proximal: 0 },
      aggregation: { kind: "mean" },
      serverStep: { kind: "average" },
      maxUpdateNorm: 1_000,
      validationFraction: 0.2,
      seed: 7,
      quorum: { minOwners: 2, fraction: 0.5 },
      deadlines: { firstMs: 20_000, minMs: 5_000, maxMs: 60_000 },
    },
    retentionDays: 30,
    ...overrides,
  })
}
