import { check } from "../../strings/en.owner.ts"
import { formatCount, formatShare } from "../../ui/format.ts"
import { Icon } from "../../ui/Icon.tsx"
import { Table } from "../../ui/Table.tsx"
import type { ColumnLine, DataScreen } from "../../workers/participant/data-screen.ts"
import { useOwner } from "../OwnerContext.ts"
import styles from "./MappingTable.module.css"
import { mapColumn, mapSpelling } from "./mapping-changes.ts"

const words = check.mapping

/** The study's columns beside the file's, each to be chosen by hand where the names did not say it. */
export function MappingTable({ data, lines }: { data: DataScreen; lines: readonly ColumnLine[] }) {
  return (
    <Table
      caption={words.caption}
      captionHidden
      head={
        <>
          <th scope="col">{words.head.study}</th>
          <th scope="col">{words.head.file}</th>
          <th scope="col" data-number>
            {words.head.missing}
          </th>
          <th scope="col">{words.head.finding}</th>
        </>
      }
    >
      {lines.map((line) => (
        <MappingRow key={line.column.name} data={data} line={line} index={data.lines.indexOf(line)} />
      ))}
    </Table>
  )
}

function MappingRow({ data, line, index }: { data: DataScreen; line: ColumnLine; index: number }) {
  const changeMapping = useOwner((state) => state.changeMapping)
  const { column, source, report, isTarget } = line
  return (
    <tr>
      <th scope="row">
        {column.name}
        <span className={styles.kind}>{isTarget ? words.target : words.kinds[column.kind]}</span>
        {"unit" in column && column.unit !== undefined && <span className={styles.kind}>{column.unit}</span>}
      </th>
      <td>
        <select
          className={styles.select}
          aria-label={words.choose(column.name)}
          aria-invalid={source === null || undefined}
          value={source?.column ?? ""}
          onChange={({ target }) =>
            changeMapping(mapColumn(data, index, target.value === "" ? null : Number(target.value)))
          }
        >
          <option value="">{words.none}</option>
          {data.fileColumns.map((name, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file's column is its place; names may occur twice.
            <option key={position} value={position}>
              {name}
            </option>
          ))}
        </select>
      </td>
      <td data-number>
        {report === null ? "" : `${formatCount(report.missing)} · ${formatShare(report.missingShare)}`}
      </td>
      <td>
        <Verdict line={line} />
        {line.spellings.length > 0 && <Spellings data={data} line={line} index={index} />}
      </td>
    </tr>
  )
}

function Verdict({ line: { source, report } }: { line: ColumnLine }) {
  if (source === null)
    return (
      <span className={styles.verdict} data-tone="bad">
        <Icon name="bad" /> {words.notThere}
      </span>
    )
  if (report === null) return <span className={styles.verdict}>{words.named}</span>
  const bad = report.notNumbers + report.outOfRange + report.unknownCategories
  if (bad === 0 && !report.constant)
    return (
      <span className={styles.verdict} data-tone="good">
        <Icon name="good" /> {words.fine}
      </span>
    )
  return (
    <span className={styles.verdict} data-tone="warn">
      <Icon name="warn" /> {bad === 0 ? words.constant : words.unusable(bad)}
    </span>
  )
}

function Spellings({ data, line, index }: { data: DataScreen; line: ColumnLine; index: number }) {
  const changeMapping = useOwner((state) => state.changeMapping)
  const open = line.spellings.some(({ means }) => means === null)
  return (
    <details className={styles.spellings} open={open}>
      <summary>{words.values.show(line.spellings.length)}</summary>
      {line.spellings.map(({ text, rows, means }) => (
        <label key={text} className={styles.spelling}>
          <span>
            {words.values.as(text)} <span className={styles.kind}>{words.values.rows(rows)}</span>
          </span>
          <select
            className={styles.select}
            value={means ?? ""}
            onChange={({ target }) => changeMapping(mapSpelling(data, index, text, target.value))}
          >
            <option value="">{words.values.nothing}</option>
            {(line.listed ?? []).map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </label>
      ))}
    </details>
  )
}
