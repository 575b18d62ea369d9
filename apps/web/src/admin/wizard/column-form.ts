import type { Column } from "@tutti/protocol"

/** A column as text in fields; "" in `missing` leaves the row out, "mean" or a category fills in. */
export type ColumnForm = { unit: string; min: string; max: string; values: string; missing: string }

export function formOf(column: Column): ColumnForm {
  const numeric = column.kind === "numeric"
  const values =
    column.kind === "binary" ? column.values : column.kind === "category" ? column.categories : []
  return {
    unit: numeric ? (column.unit ?? "") : "",
    min: numeric && column.min !== undefined ? String(column.min) : "",
    max: numeric && column.max !== undefined ? String(column.max) : "",
    values: values.join("\n"),
    missing: missingText(column),
  }
}

function missingText({ missing }: Column): string {
  if (missing === "drop-row") return ""
  return missing === "impute-mean" ? "mean" : missing.imputeWith
}

/** The column that the fields describe. Two values make a binary column, more a category; a gap's filler must be one. */
export function columnFrom(column: Column, form: ColumnForm): Column {
  const { name } = column
  if (column.kind === "numeric") {
    const unit = form.unit.trim()
    return {
      kind: "numeric",
      name,
      ...(unit === "" ? {} : { unit }),
      ...(form.min === "" ? {} : { min: Number(form.min) }),
      ...(form.max === "" ? {} : { max: Number(form.max) }),
      missing: form.missing === "mean" ? "impute-mean" : "drop-row",
    }
  }
  const values = form.values.split("\n").filter((value) => value !== "")
  const missing = values.includes(form.missing) ? { imputeWith: form.missing } : "drop-row"
  const [zero, one] = values
  return values.length === 2 && zero !== undefined && one !== undefined
    ? { kind: "binary", name, values: [zero, one], missing }
    : { kind: "category", name, categories: values, missing }
}
