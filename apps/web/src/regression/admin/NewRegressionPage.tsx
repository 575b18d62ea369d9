import type { DataProblem, Table } from "@tutti/data"
import { type FormEvent, useState } from "react"
import { useLocation } from "wouter"
import { AdminFrame } from "../../admin/AdminFrame.tsx"
import { useAdmin } from "../../admin/access/admin-context.ts"
import { FileProblems } from "../../admin/wizard/FileProblems.tsx"
import { admin } from "../../strings/en.regression-admin.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import { type ErrorAnatomy, ErrorNotice, Notice } from "../../ui/Notice.tsx"
import { PageHead } from "../../ui/Page.tsx"
import styles from "./Admin.module.css"
import {
  createRegression,
  namesDealer,
  ownersOf,
  type RegressionDraft,
  readTable,
  rowsOf,
  suggestedRows,
} from "./create.ts"
import { AboutFields, ColumnFields, OpeningFields } from "./DesignFields.tsx"
import { regressionAnatomy } from "./regression-anatomy.ts"

const words = admin.create
const SAMPLE = "/samples/boston-housing.csv"

const FIRST: RegressionDraft = {
  target: "",
  features: [],
  title: "",
  organiser: "",
  purpose: "",
  opening: "aggregate",
  dealerKey: "",
  owners: "4",
  mostRows: "",
  units: {},
  ownersSeeResult: true,
  acceptsDetermined: false,
}

/** From a file's header to a signed regression, on one page. The file stays in the tab. */
export default function NewRegressionPage() {
  const { token } = useAdmin()
  const [, navigate] = useLocation()
  const [table, setTable] = useState<Table | null>(null)
  const [problems, setProblems] = useState<readonly DataProblem[]>([])
  const [noSample, setNoSample] = useState(false)
  const [draft, setDraft] = useState(FIRST)
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  const [busy, setBusy] = useState(false)
  const change = (changes: Partial<RegressionDraft>) => setDraft((before) => ({ ...before, ...changes }))
  const names = table?.columns.map(({ name }) => name) ?? []

  function take(bytes: ArrayBuffer) {
    const read = readTable(bytes)
    setNoSample(false)
    setTable(read.ok ? read.table : null)
    setProblems(read.ok ? [] : read.problems)
    if (!read.ok) return
    const columns = read.table.columns.map(({ name }) => name)
    change({
      target: columns.at(-1) ?? "",
      features: columns.slice(0, -1),
      mostRows: suggestedRows(read.table.rows, ownersOf(draft) ?? 1),
      units: {},
    })
  }
  async function takeSample() {
    const answer = await fetch(SAMPLE).catch(() => null)
    if (answer?.ok) take(await answer.arrayBuffer())
    else setNoSample(true)
  }
  async function submit(event: FormEvent) {
    event.preventDefault()
    const [owners, mostRows] = [ownersOf(draft), rowsOf(draft)]
    if (table === null || owners === null || mostRows === null) return
    setBusy(true)
    setFailure(null)
    try {
      navigate(`/admin/regressions/${await createRegression(table, draft, { owners, mostRows }, token)}`)
    } catch (error) {
      setFailure(regressionAnatomy(error))
    } finally {
      setBusy(false)
    }
  }
  const missing = lacking(table, draft)
  return (
    <AdminFrame title={words.title}>
      <PageHead title={words.title} lead={words.lead} />
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <Field
          label={words.file}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          hint={table === null ? undefined : words.read(table.rows, names.length)}
          onChange={({ target }) => {
            const file = target.files?.[0]
            if (file) void file.arrayBuffer().then(take)
          }}
        />
        <div className={styles.beside}>
          <Button icon="sample" onClick={() => void takeSample()}>
            {words.sample}
          </Button>
          <span className={styles.quiet}>{words.sampleHint}</span>
        </div>
        {noSample && <Notice tone="warn" title={words.noSample} />}
        <FileProblems problems={problems} />
        {table !== null && (
          <>
            <ColumnFields names={names} draft={draft} change={change} />
            <AboutFields draft={draft} change={change} />
            <OpeningFields draft={draft} change={change} />
          </>
        )}
        {failure && <ErrorNotice error={failure} />}
        <Button
          look="primary"
          type="submit"
          icon="lock"
          busy={busy}
          disabled={missing !== undefined}
          reason={missing}
        >
          {words.submit}
        </Button>
      </form>
    </AdminFrame>
  )
}

/** What the form still needs. */
function lacking(table: Table | null, draft: RegressionDraft): string | undefined {
  if (table === null) return words.noFile
  if (draft.features.length === 0) return words.noFeatures
  if (draft.opening === "coefficients" && !namesDealer(draft)) return words.noDealer
  if (ownersOf(draft) === null) return words.noOwners
  return rowsOf(draft) === null ? words.noRows : undefined
}
