import { parameterCount } from "@tutti/learning"
import type {
  Column,
  ColumnScaling,
  ModelSpec,
  SecurePolicy,
  StudySpec,
  Target,
  TrainingPlan,
} from "@tutti/protocol"
import { rules } from "../../strings/en.secure.ts"
import { training as trainingWords, plan as words } from "../../strings/en.study-pages.ts"
import {
  formatBytes,
  formatChosenShare,
  formatCount,
  formatMeasure,
  formatSpan,
  NO_VALUE,
} from "../../ui/format.ts"

/** "network 42 – 30 relu – 2 linear, softmax cross-entropy, 1,352 weights (5.4 kB)" */
export function modelSentence(model: ModelSpec): string {
  const layers = model.layers.map((layer) =>
    layer.kind === "dense"
      ? words.layer.dense(layer.units, layer.activation)
      : words.layer.dropout(formatChosenShare(layer.rate)),
  )
  const parameters = parameterCount(model)
  return [
    words.network([model.inputs, ...layers].join(" – ")),
    words.loss[model.loss],
    words.weights(formatCount(parameters), formatBytes(4 * parameters)),
  ].join(", ")
}

type Fact = [name: string, value: string]

/** The plan as names and values, in the order in which a round uses them. */
export function trainingFacts({ training: plan, secure }: StudySpec): Fact[] {
  const { local, aggregation, serverStep, deadlines } = plan
  const t = trainingWords
  return [
    [t.scheme.label, t.scheme[plan.scheme].name],
    [t.rounds, formatCount(plan.rounds)],
    [t.epochs, formatCount(local.epochs)],
    [t.batchSize, formatCount(local.batchSize)],
    [
      t.optimiser.label,
      `${t.optimiser[local.optimiser.kind]}, ${t.learningRate} ${local.optimiser.learningRate}`,
    ],
    ...(local.proximal > 0 ? [[t.proximal, String(local.proximal)] satisfies Fact] : []),
    [t.aggregation.label, aggregationWords(aggregation)],
    [
      t.serverStep.label,
      serverStep.kind === "adam"
        ? `${t.serverStep.adam}, ${t.learningRate} ${serverStep.learningRate}`
        : t.serverStep.average,
    ],
    [t.validationFraction, formatChosenShare(plan.validationFraction)],
    ...(secure === undefined ? plainFacts(plan) : []),
    [
      t.deadlines.label,
      t.deadlines.sentence(
        formatSpan(deadlines.firstMs),
        formatSpan(deadlines.minMs),
        formatSpan(deadlines.maxMs),
      ),
    ],
    [t.seed, String(plan.seed)],
  ]
}

/** What the relay does with single updates, which it sees in the trusted mode alone. */
function plainFacts({ clipNorm, maxUpdateNorm, quorum }: TrainingPlan): Fact[] {
  const t = trainingWords
  return [
    [t.clipNorm, clipNorm === undefined ? t.none : String(clipNorm)],
    [t.maxUpdateNorm, String(maxUpdateNorm)],
    [t.quorum.minOwners, formatCount(quorum.minOwners)],
    [t.quorum.fraction, formatChosenShare(quorum.fraction)],
  ]
}

/** The rules of the sums, as the study key signs them. */
export function policyFacts(policy: SecurePolicy): Fact[] {
  const { field } = rules
  const share = (perTenThousand: number) => formatChosenShare(perTenThousand / 10_000)
  return [
    [field.minimumCohort, formatCount(policy.minimumCohort)],
    [field.dropout, share(policy.dropoutPerTenThousand)],
    [field.corrupt, share(policy.corruptPerTenThousand)],
    [field.clipNorm, String(policy.clipNorm)],
    [field.maxContributions, formatCount(policy.maxContributions)],
    [field.lossBound, String(policy.lossBound)],
    [field.weightCap, String(policy.weightCap)],
  ]
}

function aggregationWords(aggregation: TrainingPlan["aggregation"]): string {
  switch (aggregation.kind) {
    case "mean":
      return trainingWords.aggregation.mean
    case "trimmed-mean":
      return `${trainingWords.aggregation["trimmed-mean"]}, ${trainingWords.trim} ${formatChosenShare(aggregation.trim)}`
    case "bucketed-median":
      return `${trainingWords.aggregation["bucketed-median"]}, ${trainingWords.bucketSize} ${aggregation.bucketSize}`
  }
}

/** What a column's cells can be: unit and range, or the listed values. */
export function valuesOf(column: Column): string {
  switch (column.kind) {
    case "numeric": {
      const bounded = column.min !== undefined || column.max !== undefined
      const range = bounded ? `${column.min ?? "−∞"} … ${column.max ?? "∞"}` : ""
      return [column.unit ?? "", range].filter((part) => part !== "").join(", ")
    }
    case "binary":
      return column.values.join(", ")
    case "category":
      return column.categories.join(", ")
  }
}

export function missingOf({ missing }: Column): string {
  if (missing === "drop-row") return words.dropRow
  return missing === "impute-mean" ? words.imputeMean : words.imputeWith(missing.imputeWith)
}

export function targetValues(target: Target): string {
  return target.kind === "class" ? target.classes.join(", ") : (target.unit ?? "")
}

export function scalingOf(name: string, scaling: readonly ColumnScaling[]): string {
  const found = scaling.find((column) => column.name === name)
  return found ? `${formatMeasure(found.mean)} ± ${formatMeasure(found.stddev)}` : NO_VALUE
}
