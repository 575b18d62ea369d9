import { type Column, type DatasetSchema, LIMITS, type Target } from "@tutti/protocol"
import { USUAL_MISSING_MARKERS } from "../missing.ts"
import { type DataProblem, hasErrors, problem } from "../problems.ts"
import type { Table } from "../table/table.ts"
import { type ColumnProfile, profileColumn } from "./column-profile.ts"
import { type ColumnKind, sortedValues, suggestKind, suggestTargetKind } from "./suggest-kind.ts"

export type InferenceOptions = {
  /** Overrules what a column looks like, by its name in the file. A category with two values becomes binary. */
  kinds?: Readonly<Record<string, ColumnKind>>
  /** Whether the target is a class or a number; by default a class, unless it is a number with many values. */
  target?: Target["kind"]
  /** Leave rows with missing values out, or fill in the mean or the most frequent value. */
  missing?: "drop-row" | "impute"
}

export type InferredSchema =
  | { ok: true; schema: DatasetSchema; problems: readonly DataProblem[] }
  | { ok: false; problems: readonly DataProblem[] }

/**
 * A study's schema for any CSV file: numbers as numbers, all else as categories. Numbers with leading zeros or more
 * than 15 digits are codes and become categories; identifiers and constants are left out; `problems` names each.
 * Categories and classes are sorted, so that the order of rows has no influence on the result.
 * @param target name of the column to predict, as `table.columns` has it.
 */
export function inferSchema(table: Table, target: string, options: InferenceOptions = {}): InferredSchema {
  const problems: DataProblem[] = []
  const columns: Column[] = []
  const found = namesOnce(table, problems)
  const targetIndex = found.get(target)
  if (targetIndex === undefined)
    return { ok: false, problems: [problem("D_UNKNOWN_TARGET", "error", { column: target })] }

  for (const [name, index] of found) {
    if (index === targetIndex) continue
    const profile = profileColumn(table, index, USUAL_MISSING_MARKERS)
    const wanted = options.kinds?.[name]
    const { kind, notes } = wanted === undefined ? suggestKind(profile) : { kind: wanted, notes: [] }
    problems.push(...notes)
    if (kind === "left-out") continue
    const column = columnOf(profile, kind, options.missing ?? "drop-row")
    if (column === null) problems.push(problem("D_IDENTIFIER", "error", { column: name }))
    else columns.push(column)
  }
  const profile = profileColumn(table, targetIndex, USUAL_MISSING_MARKERS)
  const inferredTarget = targetOf(profile, options.target ?? suggestTargetKind(profile))
  if (!("kind" in inferredTarget)) return { ok: false, problems: [...problems, inferredTarget] }
  if (columns.length === 0) problems.push(problem("D_NO_COLUMNS", "error"))
  if (columns.length > LIMITS.columns)
    problems.push(problem("D_TOO_MANY_COLUMNS", "error", { found: columns.length, expected: LIMITS.columns }))
  if (hasErrors(problems)) return { ok: false, problems }
  const schema: DatasetSchema = {
    header: table.header,
    columns,
    target: inferredTarget,
    missingMarkers: [...USUAL_MISSING_MARKERS],
  }
  return { ok: true, schema, problems }
}

/** Each name with the first column that bears it; a study cannot name two columns alike. */
function namesOnce(table: Table, problems: DataProblem[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const [index, { name }] of table.columns.entries()) {
    if (found.has(name)) problems.push(problem("D_DUPLICATE_HEADER", "warning", { column: name, count: 2 }))
    else found.set(name, index)
  }
  return found
}

/** @returns null when the values are too many, too few or too long for categories. */
function columnOf(
  profile: ColumnProfile,
  kind: Exclude<ColumnKind, "left-out">,
  missing: "drop-row" | "impute",
): Column | null {
  const { name } = profile
  if (kind === "numeric") return { kind, name, missing: missing === "drop-row" ? "drop-row" : "impute-mean" }
  const values = sortedValues(profile)
  const [zero, one] = values ?? []
  if (values === null || zero === undefined || one === undefined) return null
  const policy = missing === "drop-row" ? missing : { imputeWith: mostFrequent(profile, values) }
  if (values.length === 2) return { kind: "binary", name, values: [zero, one], missing: policy }
  return { kind: "category", name, categories: values, missing: policy }
}

/** Of equally frequent values the first in order. */
function mostFrequent({ values: counts }: ColumnProfile, values: readonly string[]): string {
  const count = (value: string) => counts?.get(value) ?? 0
  return values.reduce((best, value) => (count(value) > count(best) ? value : best))
}

function targetOf(profile: ColumnProfile, kind: Target["kind"]): Target | DataProblem {
  const { name, readings } = profile
  if (kind === "number") {
    if (readings.none.count === 0) return { kind, name }
    return problem("D_NOT_A_NUMBER", "error", { column: name, ...readings.none })
  }
  const classes = sortedValues(profile)
  if (classes === null) return problem("D_IDENTIFIER", "error", { column: name })
  if (classes.length < 2) return problem("D_ONE_CLASS", "error", { column: name })
  return { kind, name, classes }
}
