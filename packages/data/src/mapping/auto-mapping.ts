import type { DatasetSchema } from "@tutti/protocol"
import { type ColumnProfile, profileColumn } from "../schema/column-profile.ts"
import { decimalSign, fileDecimalSign } from "../schema/decimal-sign.ts"
import type { Table } from "../table/table.ts"
import { type ColumnSource, listedValues, type Mapping, mappedColumns } from "./mapping.ts"

/**
 * The mapping that needs no owner: columns by name, exactly or else without regard to case and spaces; in a file
 * without a header by position, the target last (or absent, for prediction). Decimal signs are taken from the cells,
 * and categories spelled with another case or spacing are mapped to the study's.
 * What stays open is null; `mappingProblems` names it.
 */
export function autoMapping(table: Table, schema: DatasetSchema): Mapping {
  const profiles = table.columns.map((_, index) => profileColumn(table, index, schema.missingMarkers))
  const file = fileDecimalSign(profiles)
  const positions = columnPositions(table, schema)
  const sources = mappedColumns(schema, { columns: [], target: null }).map(({ column }, index) => {
    const position = positions[index] ?? null
    const profile = position === null ? undefined : profiles[position]
    if (position === null || profile === undefined) return null
    const source: ColumnSource = {
      column: position,
      decimal: decimalSign(profile, file),
      factor: 1,
      values: respelledValues(profile, listedValues(column) ?? []),
    }
    return source
  })
  return { columns: sources.slice(0, -1), target: sources.at(-1) ?? null }
}

/** For each column of the schema, and the target last, the table's column or null. */
function columnPositions(table: Table, schema: DatasetSchema): (number | null)[] {
  const names = [...schema.columns, schema.target].map(({ name }) => name)
  const named = names.map((name) => {
    const [only, ...others] = matchingColumns(table, name)
    return only !== undefined && others.length === 0 ? only : null
  })
  const byPosition = isMappedByPosition(table, schema)
  return byPosition ? names.map((_, index) => (index < table.columns.length ? index : null)) : named
}

/** Whether a file's columns can only be told by their order, and their number fits. */
export function isMappedByPosition(table: Table, schema: DatasetSchema): boolean {
  const columns = [...schema.columns, schema.target]
  const fits = table.columns.length === columns.length || table.columns.length === columns.length - 1
  return fits && !table.header && columns.every(({ name }) => matchingColumns(table, name).length === 0)
}

/** The table's columns that bear a name: exactly, or else without regard to case and spaces. */
export function matchingColumns(table: Table, name: string): number[] {
  const matching = (same: (candidate: string) => boolean) =>
    table.columns.flatMap((column, index) => (same(column.name) ? [index] : []))
  const exact = matching((candidate) => candidate === name)
  return exact.length > 0 ? exact : matching((candidate) => folded(candidate) === folded(name))
}

function respelledValues(profile: ColumnProfile, listed: readonly string[]): [string, string][] {
  const respelled: [string, string][] = []
  for (const value of profile.values?.keys() ?? []) {
    if (listed.includes(value)) continue
    const [meant, ...others] = listed.filter((candidate) => folded(candidate) === folded(value))
    if (meant !== undefined && others.length === 0) respelled.push([value, meant])
  }
  return respelled
}

const folded = (name: string) => name.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, "")
