import * as z from "zod"
import { LIMITS } from "./limits.ts"

/*
 * A study is data: what an admin creates, what every owner reads before agreeing, and what the relay keeps.
 * Packages above use these words; none of them has a second definition.
 */

const columnName = z.string().trim().min(1).max(120)
const category = z.string().min(1).max(120)

/** What to do with a row whose value is missing: leave the row out, or fill in. */
const missingNumber = z.enum(["drop-row", "impute-mean"])

export const NumericColumn = z.strictObject({
  kind: z.literal("numeric"),
  name: columnName,
  /** Shown beside the column so that an owner notices euros against thousands of euros. */
  unit: z.string().max(40).optional(),
  /** Inclusive bounds; a value outside is reported with its row, never sent. */
  min: z.number().optional(),
  max: z.number().optional(),
  missing: missingNumber,
})
export const BinaryColumn = z.strictObject({
  kind: z.literal("binary"),
  name: columnName,
  /** [value encoded as 0, value encoded as 1] */
  values: z.tuple([category, category]),
  missing: z.union([z.literal("drop-row"), z.strictObject({ imputeWith: category })]),
})
export const CategoryColumn = z.strictObject({
  kind: z.literal("category"),
  name: columnName,
  /** Fixed by the study, so that one-hot positions never depend on what one owner happens to hold. */
  categories: z.array(category).min(2).max(LIMITS.categories),
  missing: z.union([z.literal("drop-row"), z.strictObject({ imputeWith: category })]),
})
export const Column = z.discriminatedUnion("kind", [NumericColumn, BinaryColumn, CategoryColumn])
export type Column = z.infer<typeof Column>

export const Target = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("class"),
    name: columnName,
    classes: z.array(category).min(2).max(LIMITS.categories),
  }),
  z.strictObject({ kind: z.literal("number"), name: columnName, unit: z.string().max(40).optional() }),
])
export type Target = z.infer<typeof Target>

export const DatasetSchema = z.strictObject({
  /** False when files of this study have no header line: columns are then taken by position, target last. */
  header: z.boolean(),
  columns: z.array(Column).min(1).max(LIMITS.columns),
  target: Target,
  /** Cells that mean "no value", besides the empty cell. */
  missingMarkers: z.array(z.string().max(20)).max(20),
})
export type DatasetSchema = z.infer<typeof DatasetSchema>

export const Activation = z.enum(["linear", "relu", "tanh", "sigmoid"])
export type Activation = z.infer<typeof Activation>

export const Layer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dense"), units: z.int().min(1).max(65_536), activation: Activation }),
  /** rate in [0, 1): the share of inputs set to zero in training. */
  z.strictObject({ kind: z.literal("dropout"), rate: z.number().min(0).lt(1) }),
])
export type Layer = z.infer<typeof Layer>

/** A network as data. The last dense layer is linear: the loss knows what its outputs mean. */
export const ModelSpec = z.strictObject({
  inputs: z.int().min(1).max(65_536),
  layers: z.array(Layer).min(1).max(64),
  loss: z.enum(["softmax-cross-entropy", "mean-squared-error"]),
})
export type ModelSpec = z.infer<typeof ModelSpec>

export const Optimiser = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("sgd"), learningRate: z.number().positive().max(10) }),
  z.strictObject({ kind: z.literal("adam"), learningRate: z.number().positive().max(10) }),
])
export type Optimiser = z.infer<typeof Optimiser>

/** How one owner trains within a round. */
export const LocalTraining = z.strictObject({
  epochs: z.int().min(1).max(1_000),
  batchSize: z.int().min(1).max(65_536),
  optimiser: Optimiser,
  /** FedProx: weight μ of ½·μ·‖w − global‖², 0 for none (Li et al. 2020, section 3.2). */
  proximal: z.number().min(0).max(1_000),
})
export type LocalTraining = z.infer<typeof LocalTraining>

/** How single updates become one average; anything but the mean needs the trusted mode. */
export const Aggregation = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("mean") }),
  /** trim β in (0, ½): per coordinate the β·n smallest and largest updates are left out (Yin et al. 2018). */
  z.strictObject({ kind: z.literal("trimmed-mean"), trim: z.number().gt(0).lt(0.5) }),
  /** Coordinate-wise median over means of random buckets of this size (Karimireddy et al. 2022). */
  z.strictObject({ kind: z.literal("bucketed-median"), bucketSize: z.int().min(1).max(1_000) }),
])
export type Aggregation = z.infer<typeof Aggregation>

/** What the coordinator does with the average update. */
export const ServerStep = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("average") }),
  /** FedAdam (Reddi et al. 2021, algorithm 2). */
  z.strictObject({ kind: z.literal("adam"), learningRate: z.number().positive().max(10) }),
])
export type ServerStep = z.infer<typeof ServerStep>

export const Quorum = z.strictObject({
  /** A round starts only with at least this many ready owners. */
  minOwners: z.int().min(1).max(LIMITS.owners),
  /** Share of the cohort whose updates must arrive, in (0, 1]. */
  fraction: z.number().gt(0).max(1),
})

export const Deadlines = z.strictObject({
  /** Milliseconds an owner gets before its speed is known; afterwards three times the slowest seen, within min and max. */
  firstMs: z.int().min(1_000).max(86_400_000),
  minMs: z.int().min(100).max(86_400_000),
  maxMs: z.int().min(1_000).max(86_400_000),
})
export type Deadlines = z.infer<typeof Deadlines>

export const TrainingPlan = z.strictObject({
  /** Sequential: the model travels from owner to owner. Parallel: all train at once and updates are averaged. */
  scheme: z.enum(["parallel", "sequential"]),
  rounds: z.int().min(1).max(10_000),
  local: LocalTraining,
  aggregation: Aggregation,
  serverStep: ServerStep,
  /** Updates longer than this (L2, weight units) are scaled down to it; absent for none. */
  clipNorm: z.number().positive().optional(),
  /** Updates longer than this are refused by E_NORM. */
  maxUpdateNorm: z.number().positive(),
  /** Share of each owner's rows kept for validation, in [0, 0.5]. An owner of one row trains on it. */
  validationFraction: z.number().min(0).max(0.5),
  /** Seeds the initial weights, the split, the shuffles and dropout. Not a secret. */
  seed: z.int().min(0).max(0xffff_ffff),
  quorum: Quorum,
  deadlines: Deadlines,
})
export type TrainingPlan = z.infer<typeof TrainingPlan>

/** 32 bytes in base64url: an Ed25519 public key. */
export const PublicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/**
 * The rules of a secure study that its study key signs with the rest of the study, and that every owner checks for
 * itself. Fractions are in ten-thousandths, so that both sides compute with integers. (docs/secure-aggregation.md)
 */
export const SecurePolicy = z.strictObject({
  /** Of the admin's study key, which signs the study and its roster; the invite link carries it past the relay. */
  studyKey: PublicKey,
  /** Of the relay that this study was made for. */
  relayKey: PublicKey,
  /** δ: share of the frozen roster that may collude with the relay. */
  corruptPerTenThousand: z.int().min(0).max(3_300),
  /** γ: share of a round's owners that may drop out. */
  dropoutPerTenThousand: z.int().min(0).max(5_000),
  /** m: no sum of fewer owners is ever opened. Below 10 it is a demonstration, not protection. */
  minimumCohort: z.int().min(2).max(LIMITS.owners),
  /** Masked vectors that one owner sends for one data set, opened or not. */
  maxContributions: z.int().min(1).max(100_000),
  /** An update longer than this (L2, weight units) is scaled down to it by its owner. */
  clipNorm: z.number().positive().max(1_000_000),
  /** A larger loss counts as this. */
  lossBound: z.number().positive().max(1_000_000),
  /** An owner counts for at most this many times the rows of the average owner. */
  weightCap: z.number().min(1).max(LIMITS.owners),
})
export type SecurePolicy = z.infer<typeof SecurePolicy>

export const StudySpec = z
  .strictObject({
    title: z.string().trim().min(1).max(120),
    /** Who asks, in words an owner understands. */
    organiser: z.string().trim().min(1).max(120),
    /** What for. */
    purpose: z.string().trim().min(1).max(2_000),
    /** Trusted: the relay sees single updates. Secure: it sees masked vectors and their sum. */
    mode: z.enum(["trusted", "secure"]),
    /** Present exactly in the secure mode. */
    secure: SecurePolicy.optional(),
    dataset: DatasetSchema,
    model: ModelSpec,
    training: TrainingPlan,
    /** Days after the end of the study until the relay deletes it. */
    retentionDays: z.int().min(1).max(3_650),
  })
  .superRefine((spec, context) => {
    for (const problem of studyProblems(spec as StudySpec)) context.addIssue({ code: "custom", ...problem })
  })
export type StudySpec = {
  title: string
  organiser: string
  purpose: string
  mode: "trusted" | "secure"
  secure?: SecurePolicy | undefined
  dataset: DatasetSchema
  model: ModelSpec
  training: TrainingPlan
  retentionDays: number
}

/** Columns of the feature matrix after encoding: 1 per number and binary column, one per category. */
export function featureCount(schema: DatasetSchema): number {
  return schema.columns.reduce(
    (count, column) => count + (column.kind === "category" ? column.categories.length : 1),
    0,
  )
}

/** Columns of the target matrix: one per class, or 1 for a number. */
export function targetCount(target: Target): number {
  return target.kind === "class" ? target.classes.length : 1
}

/** Weights and biases of all dense layers: what one update has to carry. */
function weightCount({ inputs, layers }: ModelSpec): number {
  let width = inputs
  let count = 0
  for (const layer of layers)
    if (layer.kind === "dense") {
      count += (width + 1) * layer.units
      width = layer.units
    }
  return count
}

/** What no single field can see: names twice, a model that does not fit the columns, a plan that contradicts itself. */
export function studyProblems(spec: StudySpec): { path: (string | number)[]; message: string }[] {
  const problems: { path: (string | number)[]; message: string }[] = []
  const seen = new Set<string>()
  for (const [index, { name }] of [...spec.dataset.columns, spec.dataset.target].entries()) {
    if (seen.has(name))
      problems.push({ path: ["dataset", "columns", index], message: `column "${name}" is named twice` })
    seen.add(name)
  }
  for (const [index, column] of spec.dataset.columns.entries()) {
    const values =
      column.kind === "category" ? column.categories : column.kind === "binary" ? column.values : []
    const path = ["dataset", "columns", index]
    if (new Set(values).size !== values.length)
      problems.push({ path, message: `column "${column.name}" lists a value twice` })
    if (
      column.kind !== "numeric" &&
      column.missing !== "drop-row" &&
      !values.includes(column.missing.imputeWith)
    )
      problems.push({ path, message: `column "${column.name}" imputes a value that it does not list` })
    if (
      column.kind === "numeric" &&
      column.min !== undefined &&
      column.max !== undefined &&
      column.min > column.max
    )
      problems.push({ path, message: `column "${column.name}" has its minimum above its maximum` })
  }
  const features = featureCount(spec.dataset)
  if (spec.model.inputs !== features)
    problems.push({
      path: ["model", "inputs"],
      message: `the columns give ${features} features, the model takes ${spec.model.inputs}`,
    })
  const weights = weightCount(spec.model)
  if (weights > LIMITS.parameters)
    problems.push({
      path: ["model", "layers"],
      message: `the model has ${weights} weights, more than the ${LIMITS.parameters} that the protocol carries`,
    })
  const last = spec.model.layers.at(-1)
  const outputs = targetCount(spec.dataset.target)
  if (last?.kind !== "dense" || last.activation !== "linear" || last.units !== outputs)
    problems.push({
      path: ["model", "layers"],
      message: `the last layer must be dense and linear with ${outputs} units`,
    })
  const wanted = spec.dataset.target.kind === "class" ? "softmax-cross-entropy" : "mean-squared-error"
  if (spec.dataset.target.kind === "number" && spec.model.loss !== wanted)
    problems.push({ path: ["model", "loss"], message: `a numeric target is trained with ${wanted}` })
  if ((spec.mode === "secure") !== (spec.secure !== undefined))
    problems.push({ path: ["secure"], message: "the secure mode, and no other, has a signed policy" })
  if (
    spec.mode === "secure" &&
    (spec.training.aggregation.kind !== "mean" || spec.training.scheme !== "parallel")
  )
    problems.push({
      path: ["training"],
      message: "the secure mode knows sums only: parallel training and the mean",
    })
  return problems
}
