import { parseTable, type Table } from "@tutti/data"
import type { RegressionSpec } from "@tutti/protocol"
import { type SufficientStatistics, sufficientStatistics } from "@tutti/regression"
import { regressionFailure, rowsFromTable } from "@tutti/sdk/regression"
import type { Answer, CheckedRows } from "./api.ts"
import { problemOfError, problemOfTable, problemWith } from "./problem.ts"

export type SummedFile = { checked: CheckedRows; statistics: SufficientStatistics }

/** An owner's file, read, held against the design cell by cell, and summed exactly. The sums stay in the worker. */
export async function sumFile(file: File, spec: RegressionSpec): Promise<Answer<SummedFile>> {
  const bytes = await file.arrayBuffer().catch(() => null)
  if (bytes === null) return { ok: false, problem: problemWith("E_FILE_UNREADABLE") }
  const parsed = parseTable(new Uint8Array(bytes))
  if (!parsed.ok) return { ok: false, problem: problemOfTable(parsed.problems) }
  return sumTable(file.name, parsed.table, spec)
}

/** The same for a table that has been read. */
export function sumTable(fileName: string, table: Table, spec: RegressionSpec): Answer<SummedFile> {
  try {
    const { rows, lines, leftOut } = rowsFromTable(table, spec)
    const summed = sufficientStatistics(spec.design, rows)
    if (!summed.ok) {
      const line = lines[summed.row]
      throw regressionFailure(summed.code, { column: summed.column, ...(line !== undefined && { line }) })
    }
    const checked = { fileName, rows: rows.target.length, leftOut }
    return { ok: true, value: { checked, statistics: summed.statistics } }
  } catch (error) {
    return { ok: false, problem: problemOfError(error) }
  }
}
