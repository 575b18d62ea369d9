import type { ColumnFinding, RegressionColumn, RegressionSpec } from "@tutti/protocol"
import mapping from "../../owner/parts/MappingTable.module.css"
import { owner } from "../../strings/en.regression-owner.ts"
import { Table } from "../../ui/Table.tsx"
import type { CheckedFile, ColumnChoice } from "../../workers/regression/api.ts"
import { Finding } from "../Finding.tsx"

const words = owner.columns

/**
 * What the study declares of every column. Once a file was read: where it has the column, which the owner can change,
 * and what was found there.
 */
export function FitTable({
  spec: { design, dataset },
  checked,
  busy,
  onChoose,
}: {
  spec: RegressionSpec
  checked: CheckedFile | null
  busy: boolean
  onChoose: (choice: ColumnChoice) => void
}) {
  const { features, target, weight } = design
  const unitOf = (name: string) => dataset.units.find((entry) => entry.name === name)?.unit ?? ""
  const hasUnits = dataset.units.length > 0
  const columns: Line[] = [
    ...features.map((column) => lineOf(column, words.feature)),
    lineOf(target, words.target),
    ...(weight === null
      ? []
      : [{ name: weight.name, role: words.weight, range: words.weights(weight.largest), digits: 0 }]),
  ]
  return (
    <Table
      caption={words.caption}
      captionHidden
      head={
        <>
          <th scope="col">{words.head.name}</th>
          {checked !== null && (
            <>
              <th scope="col">{words.head.file}</th>
              <th scope="col">{words.head.finding}</th>
            </>
          )}
          <th scope="col">{words.head.role}</th>
          <th scope="col">{words.head.bound}</th>
          <th scope="col">{words.head.digits}</th>
          {hasUnits && <th scope="col">{words.head.unit}</th>}
        </>
      }
    >
      {columns.map(({ name, role, range, digits }, at) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          {checked !== null && (
            <FileCells
              name={name}
              unit={unitOf(name)}
              at={at}
              checked={checked}
              busy={busy}
              onChoose={onChoose}
            />
          )}
          <td>{role}</td>
          <td className={mapping.range}>{range}</td>
          <td>{digits}</td>
          {hasUnits && <td>{unitOf(name)}</td>}
        </tr>
      ))}
    </Table>
  )
}

type Line = { name: string; role: string; range: string; digits: number | string }

const lineOf = ({ name, bound, encoding }: RegressionColumn, role: string): Line => ({
  name,
  role,
  range: words.range(bound),
  digits: encoding.kind === "decimal" ? encoding.digits : words.rounded,
})

/** Where the file has a column, to be chosen by hand where the names did not say it; and what was found there. */
function FileCells({
  name,
  unit,
  at,
  checked: { fileColumns, choice, findings },
  busy,
  onChoose,
}: {
  name: string
  unit: string
  at: number
  checked: CheckedFile
  busy: boolean
  onChoose: (choice: ColumnChoice) => void
}) {
  const place = choice.places[at] ?? null
  const finding: ColumnFinding = findings[at] ?? "not-there"
  const isOther = choice.otherUnits.includes(at)
  const others = choice.otherUnits.filter((other) => other !== at)
  return (
    <>
      <td>
        <select
          className={mapping.select}
          aria-label={words.choose(name)}
          aria-invalid={place === null || undefined}
          disabled={busy}
          value={place ?? ""}
          onChange={({ target: { value } }) =>
            onChoose({ ...choice, places: choice.places.with(at, value === "" ? null : Number(value)) })
          }
        >
          <option value="">{words.none}</option>
          {fileColumns.map((column, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file's column is its place; names may occur twice.
            <option key={position} value={position}>
              {column}
            </option>
          ))}
        </select>
      </td>
      <td>
        <Finding finding={finding} />
        {unit !== "" && place !== null && (
          <label className={mapping.kind}>
            <input
              type="checkbox"
              aria-label={words.otherUnitOf(name, unit)}
              checked={isOther}
              disabled={busy}
              onChange={() => onChoose({ ...choice, otherUnits: isOther ? others : [...others, at] })}
            />{" "}
            {words.otherUnit}
          </label>
        )}
      </td>
    </>
  )
}
