import type { Column, DatasetSchema, Target } from "@tutti/protocol"
import { landing } from "../../strings/en.owner.ts"
import { formatMeasure } from "../../ui/format.ts"
import { Table } from "../../ui/Table.tsx"
import styles from "../stages/Stage.module.css"

const words = landing.columns

/** What a study asks for, column by column, the answer last; behind a click. */
export function ColumnList({ schema }: { schema: DatasetSchema }) {
  return (
    <details className={styles.disclosure}>
      <summary>{words.show(schema.columns.length)}</summary>
      <Table
        caption={words.caption}
        captionHidden
        head={
          <>
            <th scope="col">{words.head.name}</th>
            <th scope="col">{words.head.holds}</th>
            <th scope="col">{words.head.missing}</th>
          </>
        }
      >
        {[...schema.columns, schema.target].map((column) => (
          <tr key={column.name}>
            <th scope="row">{column.name}</th>
            <td>
              {contents(column)}
              {column === schema.target && `: ${words.target}`}
            </td>
            <td>{withoutValue(column)}</td>
          </tr>
        ))}
      </Table>
    </details>
  )
}

function contents(column: Column | Target): string {
  switch (column.kind) {
    case "numeric": {
      const { min, max } = column
      const bounds =
        min === undefined || max === undefined
          ? ""
          : `, ${words.between(formatMeasure(min), formatMeasure(max))}`
      return words.number(column.unit) + bounds
    }
    case "number":
      return words.number(column.unit)
    case "binary":
      return words.oneOf(column.values)
    case "category":
      return words.oneOf(column.categories)
    case "class":
      return words.oneOf(column.classes)
  }
}

function withoutValue(column: Column | Target): string {
  if (!("missing" in column) || column.missing === "drop-row") return words.dropped
  return column.missing === "impute-mean" ? words.imputedMean : words.imputed(column.missing.imputeWith)
}
