import { type DatasetSchema, featureCount, type Target, targetCount } from "@tutti/protocol"
import { DATA_LIMITS } from "../limits.ts"
import { listedValues, type Mapping } from "../mapping/mapping.ts"
import { mappingProblems } from "../mapping/mapping-problems.ts"
import { type DataProblem, hasErrors, problem } from "../problems.ts"
import type { Table } from "../table/table.ts"
import { type ColumnReport, reportColumn } from "./column-report.ts"
import { type SurveyedColumn, surveyRows } from "./survey.ts"

/** What an owner sees before agreeing: for its own screen, nothing of it leaves the tab. */
export type TableReport = {
  /** Whether the owner can take part: no finding is an error. */
  ok: boolean
  rows: number
  /** Rows that stay when the unusable ones are left out. */
  usableRows: number
  /** In the schema's order, the target last; empty while the mapping has errors. */
  columns: readonly ColumnReport[]
  /** How many usable rows each class has, in the study's order; null for a numeric target. */
  classBalance: readonly { value: string; rows: number }[] | null
  problems: readonly DataProblem[]
}

/** Hold a file against a study: what fits, what is left out or filled in and where, and what must be mended. */
export function checkTable(table: Table, schema: DatasetSchema, mapping: Mapping): TableReport {
  return surveyTable(table, schema, mapping).report
}

/** The check together with what it read, for the step after it. */
export type SurveyedTable = {
  report: TableReport
  /** In the schema's order, the target last; empty while the mapping has errors. */
  columns: readonly SurveyedColumn[]
  /** Indices of the table's rows that can take part. */
  usable: Uint32Array
}

export function surveyTable(table: Table, schema: DatasetSchema, mapping: Mapping): SurveyedTable {
  const problems = mappingProblems(table, schema, mapping)
  if (hasErrors(problems)) return unmapped(table, problems)
  const columns: SurveyedColumn[] = []
  const reports: ColumnReport[] = []
  const usable = surveyRows(table, schema, mapping, (surveyed) => {
    const { report, problems: found } = reportColumn(table, surveyed, schema.missingMarkers)
    columns.push(surveyed)
    reports.push(report)
    problems.push(...found)
  })
  const classBalance = balance(schema.target, columns.at(-1)?.read.values, usable)
  if (usable.length === 0) problems.push(problem("D_NO_ROWS_LEFT", "error", { count: table.rows }))
  else if (classBalance?.filter(({ rows }) => rows > 0).length === 1)
    problems.push(problem("D_ONE_CLASS", "warning", { column: schema.target.name }))
  const found = usable.length * (featureCount(schema) + targetCount(schema.target))
  const expected = DATA_LIMITS.exampleValues
  if (found > expected)
    problems.push(problem("D_TOO_MANY_EXAMPLES", "error", { count: usable.length, found, expected }))
  const report: TableReport = {
    ok: !hasErrors(problems),
    rows: table.rows,
    usableRows: usable.length,
    columns: reports,
    classBalance,
    problems,
  }
  return { report, columns, usable }
}

function unmapped(table: Table, problems: readonly DataProblem[]): SurveyedTable {
  const report = { ok: false, rows: table.rows, usableRows: 0, columns: [], classBalance: null, problems }
  return { report, columns: [], usable: new Uint32Array() }
}

function balance(
  target: Target,
  values: Float64Array | undefined,
  usable: Uint32Array,
): TableReport["classBalance"] {
  const classes = listedValues(target)
  if (classes === null) return null
  const counts = new Uint32Array(classes.length)
  for (const row of usable) {
    const index = values?.[row] ?? 0
    counts[index] = (counts[index] ?? 0) + 1
  }
  return classes.map((value, index) => ({ value, rows: counts[index] ?? 0 }))
}
