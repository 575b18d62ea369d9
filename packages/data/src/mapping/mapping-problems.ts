import type { DatasetSchema } from "@tutti/protocol"
import { type DataProblem, problem } from "../problems.ts"
import type { Table } from "../table/table.ts"
import { isMappedByPosition, matchingColumns } from "./auto-mapping.ts"
import { type Mapping, mappedColumns } from "./mapping.ts"

/**
 * What a mapping leaves open: each missing or ambiguous column by name. A column that stands nowhere blocks the owner.
 * @param purpose a prediction needs no target.
 */
export function mappingProblems(
  table: Table,
  schema: DatasetSchema,
  mapping: Mapping,
  purpose: "study" | "prediction" = "study",
): DataProblem[] {
  const found: DataProblem[] = []
  const used = new Set<number>()
  for (const { column, source } of mappedColumns(schema, mapping)) {
    if (column === schema.target && purpose === "prediction") continue
    const { name } = column
    if (source === null || table.columns[source.column] === undefined) {
      const candidates = matchingColumns(table, name).length
      found.push(
        candidates > 1
          ? problem("D_COLUMN_AMBIGUOUS", "error", { column: name, count: candidates })
          : problem("D_COLUMN_MISSING", "error", { column: name }),
      )
      continue
    }
    if (used.has(source.column)) found.push(problem("D_COLUMN_TWICE", "warning", { column: name }))
    used.add(source.column)
  }
  const expected = schema.columns.length + 1
  const nothingMapped = mapping.columns.every((source) => source === null)
  if (!table.header && nothingMapped && table.columns.length !== expected)
    return [problem("D_COLUMN_COUNT", "error", { found: table.columns.length, expected })]
  if (isMappedByPosition(table, schema) && !nothingMapped)
    found.push(problem("D_MAPPED_BY_POSITION", schema.header ? "warning" : "note"))
  return found
}
