import type { Column, DatasetSchema, Target } from "@tutti/protocol"
import type { DecimalSign } from "../numbers.ts"

/** Where a study's column is in an owner's file, and how its cells are to be read. Plain data: it can be stored. */
export type ColumnSource = {
  /** Zero-based column of the table. */
  column: number
  /** For numbers. */
  decimal: DecimalSign
  /** For numbers: value in the file × factor = value in the study's unit. */
  factor: number
  /** For categories spelled differently: [in the file, in the study]. */
  values: readonly (readonly [string, string])[]
}

export type Mapping = {
  /** One entry per column of the schema, in its order; null where the file has none. */
  columns: readonly (ColumnSource | null)[]
  /** Null is right for prediction only. */
  target: ColumnSource | null
}

/** The columns of a schema and then its target, each with its place in a mapping. */
export function mappedColumns(
  schema: DatasetSchema,
  mapping: Mapping,
): { column: Column | Target; source: ColumnSource | null }[] {
  return [
    ...schema.columns.map((column, index) => ({ column, source: mapping.columns[index] ?? null })),
    { column: schema.target, source: mapping.target },
  ]
}

/** The values that a categorical column or a class target may have, in their order; null for numbers. */
export function listedValues(column: Column | Target): readonly string[] | null {
  switch (column.kind) {
    case "binary":
      return column.values
    case "category":
      return column.categories
    case "class":
      return column.classes
    case "numeric":
    case "number":
      return null
  }
}
