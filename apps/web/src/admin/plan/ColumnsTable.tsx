import type { ColumnScaling, DatasetSchema } from "@tutti/protocol"
import { plan as words } from "../../strings/en.study-pages.ts"
import { formatList } from "../../ui/format.ts"
import { Table } from "../../ui/Table.tsx"
import styles from "./Plan.module.css"
import { missingOf, scalingOf, targetValues, valuesOf } from "./spec-words.ts"

/** A study's columns, the one to predict last; with the scaling once the first round has frozen it. */
export function ColumnsTable({
  dataset,
  scaling = null,
}: {
  dataset: DatasetSchema
  scaling?: readonly ColumnScaling[] | null
}) {
  return (
    <>
      <p className={styles.quiet}>
        {dataset.header ? words.header.yes : words.header.no}.
        {dataset.missingMarkers.length > 0 && ` ${words.markers}: ${formatList(dataset.missingMarkers)}.`}
      </p>
      <Table
        caption={words.columns}
        captionHidden
        head={
          <>
            <th scope="col">{words.column.name}</th>
            <th scope="col">{words.column.kind}</th>
            <th scope="col">{words.column.values}</th>
            <th scope="col">{words.column.missing}</th>
            {scaling && (
              <th scope="col" data-number>
                {words.column.scaling}
              </th>
            )}
          </>
        }
      >
        {dataset.columns.map((column) => (
          <tr key={column.name}>
            <th scope="row">{column.name}</th>
            <td>{words.kind[column.kind]}</td>
            <td>{valuesOf(column)}</td>
            <td>{missingOf(column)}</td>
            {scaling && <td data-number>{scalingOf(column.name, scaling)}</td>}
          </tr>
        ))}
        <tr>
          <th scope="row">{dataset.target.name}</th>
          <td>{words.target}</td>
          <td>{targetValues(dataset.target)}</td>
          <td>{words.dropRow}</td>
          {scaling && <td data-number>{scalingOf(dataset.target.name, scaling)}</td>}
        </tr>
      </Table>
    </>
  )
}
