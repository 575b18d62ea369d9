import { type Column, type DatasetSchema, featureCount, type Target, targetCount } from "@tutti/protocol"
import { DATA_LIMITS } from "../limits.ts"
import { listedValues, type Mapping } from "../mapping/mapping.ts"
import { mappingProblems } from "../mapping/mapping-problems.ts"
import { type DataProblem, hasErrors, problem } from "../problems.ts"
import { profileColumn } from "../schema/column-profile.ts"
import type { Table } from "../table/table.ts"
import { type ColumnReport, reportColumn } from "./column-report.ts"
import type { ReadColumn } from "./read-column.ts"
import { readUsableRows } from "./usable-rows.ts"

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
  const problems = mappingProblems(table, schema, mapping)
  if (hasErrors(problems))
    return { ok: false, rows: table.rows, usableRows: 0, columns: [], classBalance: null, problems }

  const columns: ColumnReport[] = []
  let target: Float64Array = new Float64Array()
  const visit = (column: Column | Target, read: ReadColumn) => {
    const source = column === schema.target ? mapping.target : mapping.columns[columns.length]
    if (!source) throw new RangeError(`column "${column.name}" is not mapped`)
    const profile = profileColumn(table, source.column, schema.missingMarkers)
    const { report, problems: found } = reportColumn(table, column, profile, source.decimal, read)
    columns.push(report)
    problems.push(...found)
    if (column === schema.target) target = read.values
  }
  const usable = readUsableRows(table, schema, mapping, visit)
  const classBalance = balance(schema.target, target, usable)
  if (usable.length === 0) problems.push(problem("D_NO_ROWS_LEFT", "error", { count: table.rows }))
  else if (classBalance?.filter(({ rows }) => rows > 0).length === 1)
    problems.push(problem("D_ONE_CLASS", "warning", { column: schema.target.name }))
  const values = usable.length * (featureCount(schema) + targetCount(schema.target))
  if (values > DATA_LIMITS.exampleValues)
    problems.push(
      problem("D_TOO_MANY_EXAMPLES", "error", {
        count: usable.length,
        found: values,
        expected: DATA_LIMITS.exampleValues,
      }),
    )
  return {
    ok: !hasErrors(problems),
    rows: table.rows,
    usableRows: usable.length,
    columns,
    classBalance,
    problems,
  }
}

function balance(target: Target, values: Float64Array, usable: Uint32Array): TableReport["classBalance"] {
  const classes = listedValues(target)
  if (classes === null) return null
  const counts = new Uint32Array(classes.length)
  for (const row of usable) {
    const index = values[row] ?? 0
    counts[index] = (counts[index] ?? 0) + 1
  }
  return classes.map((value, index) => ({ value, rows: counts[index] ?? 0 }))
}
