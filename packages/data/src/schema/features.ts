import type { Column, DatasetSchema } from "@tutti/protocol"

/**
 * One name per column of the feature matrix, in its order: "A2" for a number, "A1=a" for a binary column (the value
 * that is encoded as 1), "A4=u", "A4=y", … for the categories.
 */
export function featureNames(schema: DatasetSchema): string[] {
  return schema.columns.flatMap(namesOf)
}

function namesOf(column: Column): string[] {
  switch (column.kind) {
    case "numeric":
      return [column.name]
    case "binary":
      return [`${column.name}=${column.values[1]}`]
    case "category":
      return column.categories.map((value) => `${column.name}=${value}`)
  }
}
