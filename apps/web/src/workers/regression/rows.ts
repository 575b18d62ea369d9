import { parseTable, type Table } from "@tutti/data"
import type { ColumnFinding, RegressionSpec } from "@tutti/protocol"
import { type SufficientStatistics, sufficientStatistics } from "@tutti/regression"
import { findingsOf, placesByName, regressionFailure, rowsFromTable } from "@tutti/sdk/regression"
import type { Answer, CheckedFile, ColumnChoice } from "./api.ts"
import { problemOfError, problemOfTable, problemWith } from "./problem.ts"

/** A file held against the design. Its sums are there when it fits. */
export type FittedFile = { checked: CheckedFile; table: Table; statistics: SufficientStatistics | null }

/** The table of a file, in this tab. */
export async function readFile(file: File): Promise<Answer<Table>> {
  const bytes = await file.arrayBuffer().catch(() => null)
  if (bytes === null) return { ok: false, problem: problemWith("E_FILE_UNREADABLE") }
  const parsed = parseTable(new Uint8Array(bytes))
  return parsed.ok
    ? { ok: true, value: parsed.table }
    : { ok: false, problem: problemOfTable(parsed.problems) }
}

/** Every cell read, checked and summed. What stops the file is said as if it were the only thing. */
export function fitTable(
  fileName: string,
  table: Table,
  spec: RegressionSpec,
  choice: ColumnChoice | null,
): FittedFile {
  const places = choice?.places ?? placesByName(table, spec)
  const otherUnits = choice?.otherUnits ?? []
  const findings = findingsOf(table, spec, places).map(
    (finding, at): ColumnFinding => (otherUnits.includes(at) ? "other-unit" : finding),
  )
  const summed = sumRows(table, spec, places)
  const isOtherUnit = otherUnits.length > 0
  const checked: CheckedFile = {
    fileName,
    fileColumns: table.columns.map(({ name }) => name),
    choice: { places, otherUnits },
    findings,
    rows: summed.ok ? summed.rows : 0,
    leftOut: summed.ok ? summed.leftOut : 0,
    problem: summed.ok ? (isOtherUnit ? problemWith("E_OTHER_UNIT") : null) : summed.problem,
  }
  return { checked, table, statistics: summed.ok && !isOtherUnit ? summed.statistics : null }
}

type Summed =
  | { ok: true; statistics: SufficientStatistics; rows: number; leftOut: number }
  | { ok: false; problem: CheckedFile["problem"] }

function sumRows(table: Table, spec: RegressionSpec, places: ColumnChoice["places"]): Summed {
  try {
    const { rows, lines, leftOut } = rowsFromTable(table, spec, places)
    const summed = sufficientStatistics(spec.design, rows)
    if (summed.ok) return { ok: true, statistics: summed.statistics, rows: rows.target.length, leftOut }
    const line = lines[summed.row]
    throw regressionFailure(summed.code, { column: summed.column, ...(line !== undefined && { line }) })
  } catch (error) {
    return { ok: false, problem: problemOfError(error) }
  }
}
