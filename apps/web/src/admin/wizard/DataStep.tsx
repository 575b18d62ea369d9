import type { ColumnKind } from "@tutti/data"
import { useState } from "react"
import { useStore } from "zustand"
import { plan as planWords } from "../../strings/en.study-pages.ts"
import { wizard as words } from "../../strings/en.wizard.ts"
import { Button } from "../../ui/Button.tsx"
import { Select } from "../../ui/Field.tsx"
import { formatCount } from "../../ui/format.ts"
import { Table } from "../../ui/Table.tsx"
import { ColumnsTable } from "../plan/ColumnsTable.tsx"
import { missingOf, valuesOf } from "../plan/spec-words.ts"
import { ColumnDialog } from "./ColumnDialog.tsx"
import { FileProblems } from "./FileProblems.tsx"
import { stepPath } from "./paths.ts"
import { StepFoot } from "./StepFoot.tsx"
import styles from "./Wizard.module.css"
import type { Wizard } from "./wizard-store.ts"

const KINDS: readonly ColumnKind[] = ["numeric", "category", "left-out"]

/** Which columns the study has; inferred from the sample file, and the admin's to correct. */
export function DataStep({ store }: { store: Wizard }) {
  const { draft, file, reading, problems, predict } = useStore(store)
  return (
    <>
      <h1>{words.data.title}</h1>
      {file === null ? (
        <>
          <p>{words.data.fixed}</p>
          {draft && <ColumnsTable dataset={draft.dataset} />}
        </>
      ) : (
        <>
          <p className={styles.quiet}>{words.data.file(file.name, formatCount(file.rows))}</p>
          <Select
            label={words.data.target}
            hint={words.data.targetHint}
            value={file.target}
            disabled={reading}
            onChange={({ target }) => void predict(target.value)}
          >
            {file.columns.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
          <FileProblems problems={problems} />
          {draft && <EditableColumns store={store} />}
        </>
      )}
      <StepFoot {...(draft ? { next: stepPath("model") } : {})} back={stepPath("template")} />
    </>
  )
}

function EditableColumns({ store }: { store: Wizard }) {
  const { draft, file, setKind, setColumn } = useStore(store)
  const [edited, setEdited] = useState<string | null>(null)
  if (draft === null || file === null) return null
  const { columns } = draft.dataset
  const column = columns.find(({ name }) => name === edited)
  const leftOut = file.columns.filter(
    (name) => name !== file.target && !columns.some((one) => one.name === name),
  )
  return (
    <>
      <Table
        caption={words.data.title}
        captionHidden
        head={
          <>
            <th scope="col">{planWords.column.name}</th>
            <th scope="col">{planWords.column.kind}</th>
            <th scope="col">{planWords.column.values}</th>
            <th scope="col">{planWords.column.missing}</th>
            <th scope="col">
              <span className="visually-hidden">{words.data.edit}</span>
            </th>
          </>
        }
      >
        {columns.map((one) => (
          <tr key={one.name}>
            <th scope="row">{one.name}</th>
            <td>
              <select
                aria-label={`${words.data.kind.label}: ${one.name}`}
                className={styles.kind}
                value={one.kind === "numeric" ? "numeric" : "category"}
                onChange={({ target }) => {
                  const kind = KINDS.find((known) => known === target.value)
                  if (kind) void setKind(one.name, kind)
                }}
              >
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {words.data.kind[kind]}
                  </option>
                ))}
              </select>
            </td>
            <td>{valuesOf(one)}</td>
            <td>{missingOf(one)}</td>
            <td data-actions>
              <Button
                look="quiet"
                aria-label={`${words.data.edit}: ${one.name}`}
                onClick={() => setEdited(one.name)}
              >
                {words.data.edit}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      {leftOut.length > 0 && (
        <p className={styles.leftOut}>
          {words.data.leftOut}{" "}
          {leftOut.map((name) => (
            <Button key={name} look="quiet" icon="add" onClick={() => void setKind(name, "category")}>
              {words.data.take(name)}
            </Button>
          ))}
        </p>
      )}
      {column && (
        <ColumnDialog
          column={column}
          onClose={() => setEdited(null)}
          onSave={(changed) => {
            setColumn(changed)
            setEdited(null)
          }}
        />
      )}
    </>
  )
}
