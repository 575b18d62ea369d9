import {
  type Column,
  type DatasetSchema,
  featureCount,
  type Layer,
  type ModelSpec,
  StudySpec,
  targetCount,
} from "@tutti/protocol"
import { networkFor } from "@tutti/sdk/templates"

/*
 * A study that is being written. A draft has a study's form but may still break its rules; `draftProblems` says where.
 * Every change is a pure function from one draft to the next.
 */

export type Draft = StudySpec

export const STEPS = ["template", "data", "model", "training", "review"] as const
export type Step = (typeof STEPS)[number]

/** The networks that are offered by name; anything else is "own". */
export const NETWORKS = {
  regression: [],
  small: [32],
  credit: [30, 20, 10, 5],
} as const satisfies Record<string, readonly number[]>
export type NetworkName = keyof typeof NETWORKS | "own"

/** New columns: the network keeps its hidden layers and takes as many inputs and outputs as the columns give. */
export function withDataset(draft: Draft, dataset: DatasetSchema): Draft {
  return { ...draft, dataset, model: networkOf(dataset, hiddenLayers(draft.model)) }
}

/** Replace one column, keeping the order of `order`; null leaves it out. */
export function withColumn(
  dataset: DatasetSchema,
  order: readonly string[],
  name: string,
  column: Column | null,
): DatasetSchema {
  const others = dataset.columns.filter((other) => other.name !== name)
  const columns = column ? [...others, column] : others
  const place = (one: Column) => order.indexOf(one.name)
  return { ...dataset, columns: columns.toSorted((one, other) => place(one) - place(other)) }
}

export function withNetwork(draft: Draft, name: keyof typeof NETWORKS): Draft {
  return { ...draft, model: networkFor(draft.dataset, NETWORKS[name]) }
}

/** Own hidden layers; the output layer follows from the target. */
export function withHiddenLayers(draft: Draft, hidden: readonly Layer[]): Draft {
  return { ...draft, model: networkOf(draft.dataset, hidden) }
}

/** All layers but the output. */
export function hiddenLayers(model: ModelSpec): Layer[] {
  return model.layers.slice(0, -1)
}

/** Under which name the present network is offered. */
export function networkName(model: ModelSpec): NetworkName {
  const shape = JSON.stringify(hiddenLayers(model))
  for (const [name, units] of Object.entries(NETWORKS))
    if (JSON.stringify(denseRelu(units)) === shape) return name as keyof typeof NETWORKS
  return "own"
}

function networkOf(dataset: DatasetSchema, hidden: readonly Layer[]): ModelSpec {
  return {
    inputs: featureCount(dataset),
    layers: [...hidden, { kind: "dense", units: targetCount(dataset.target), activation: "linear" }],
    loss: dataset.target.kind === "class" ? "softmax-cross-entropy" : "mean-squared-error",
  }
}

function denseRelu(units: readonly number[]): Layer[] {
  return units.map((count) => ({ kind: "dense", units: count, activation: "relu" }))
}

export type DraftProblem = { path: readonly PropertyKey[]; issue: DraftIssue }

/** What is wrong at a place, in a form that a screen can put into words. */
export type DraftIssue =
  | { kind: "not-a-number" }
  | { kind: "not-whole" }
  | { kind: "too-small"; least: number; exclusive: boolean }
  | { kind: "too-large"; most: number; exclusive: boolean }
  | { kind: "empty" }
  | { kind: "other"; message: string }

/** Everything that keeps the draft from being a study, by the same schema that the relay parses it with. */
export function draftProblems(draft: Draft): DraftProblem[] {
  const parsed = StudySpec.safeParse(draft)
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ path: issue.path, issue: issueOf(issue) }))
}

type Issue = NonNullable<ReturnType<typeof StudySpec.safeParse>["error"]>["issues"][number]

function issueOf(issue: Issue): DraftIssue {
  if (issue.code === "invalid_type" && issue.expected === "int") return { kind: "not-whole" }
  if (issue.code === "invalid_type" && issue.expected === "number") return { kind: "not-a-number" }
  if (issue.code === "too_small")
    return issue.origin === "string"
      ? { kind: "empty" }
      : { kind: "too-small", least: Number(issue.minimum), exclusive: issue.inclusive === false }
  if (issue.code === "too_big")
    return { kind: "too-large", most: Number(issue.maximum), exclusive: issue.inclusive === false }
  return { kind: "other", message: issue.message }
}

/** On which step a problem is mended. */
export function stepOf({ path }: DraftProblem): Step {
  switch (path[0]) {
    case "dataset":
      return "data"
    case "model":
      return "model"
    case "training":
      return "training"
    default:
      return "review"
  }
}

/** The problem of one field, if it has one. */
export function problemAt(
  problems: readonly DraftProblem[],
  path: readonly PropertyKey[],
): DraftIssue | undefined {
  return problems.find(
    (problem) => problem.path.length === path.length && problem.path.every((part, i) => part === path[i]),
  )?.issue
}
