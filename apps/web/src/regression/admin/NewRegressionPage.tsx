import type { Table } from "@tutti/data"
import { PublicKey, type RegressionOpening } from "@tutti/protocol"
import { type FormEvent, useState } from "react"
import { useLocation } from "wouter"
import { AdminFrame } from "../../admin/AdminFrame.tsx"
import { useAdmin } from "../../admin/access/admin-context.ts"
import { admin } from "../../strings/en.regression.ts"
import { Button } from "../../ui/Button.tsx"
import { Choice, Field, FieldGroup, Select, TextArea } from "../../ui/Field.tsx"
import { type ErrorAnatomy, ErrorNotice } from "../../ui/Notice.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import styles from "./Admin.module.css"
import { createRegression, type RegressionDraft, readTable } from "./create.ts"
import { regressionAnatomy } from "./regression-anatomy.ts"

const words = admin.create
const OPENINGS = ["coefficients", "aggregate"] as const satisfies readonly RegressionOpening[]
const LEAST: Record<RegressionOpening, number> = { coefficients: 2, aggregate: 3 }

const FIRST: RegressionDraft = {
  target: "",
  features: [],
  title: "",
  organiser: "",
  purpose: "",
  opening: "aggregate",
  dealerKey: "",
  owners: 4,
  ownersSeeResult: true,
  acceptsDetermined: false,
}

/** From a file's header to a signed regression, on one page. The file stays in the tab. */
export default function NewRegressionPage() {
  const { token } = useAdmin()
  const [, navigate] = useLocation()
  const [table, setTable] = useState<Table | null>(null)
  const [draft, setDraft] = useState(FIRST)
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  const [busy, setBusy] = useState(false)
  const change = (changes: Partial<RegressionDraft>) => setDraft((before) => ({ ...before, ...changes }))
  const names = table?.columns.map(({ name }) => name) ?? []

  async function open(file: File) {
    const read = await readTable(file)
    const columns = read?.columns.map(({ name }) => name) ?? []
    setTable(read)
    change({ target: columns.at(-1) ?? "", features: columns.slice(0, -1) })
  }
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (table === null) return
    setBusy(true)
    setFailure(null)
    try {
      navigate(`/admin/regressions/${await createRegression(table, draft, token)}`)
    } catch (error) {
      setFailure(regressionAnatomy(error))
    } finally {
      setBusy(false)
    }
  }
  const lacksDealer = draft.opening === "coefficients" && !PublicKey.safeParse(draft.dealerKey.trim()).success
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
            if (file) void open(file)
          }}
        />
        {table !== null && (
          <>
            <Columns names={names} draft={draft} change={change} />
            <Section title={words.about}>
              <Field
                label={words.titleField}
                maxLength={120}
                value={draft.title}
                onChange={({ target }) => change({ title: target.value })}
              />
              <Field
                label={words.organiser}
                maxLength={120}
                value={draft.organiser}
                onChange={({ target }) => change({ organiser: target.value })}
              />
              <TextArea
                label={words.purpose}
                maxLength={2_000}
                value={draft.purpose}
                onChange={({ target }) => change({ purpose: target.value })}
              />
            </Section>
            <Opening draft={draft} change={change} lacksDealer={lacksDealer} />
          </>
        )}
        {failure && <ErrorNotice error={failure} />}
        <Button
          look="primary"
          type="submit"
          icon="lock"
          busy={busy}
          disabled={table === null || draft.features.length === 0 || lacksDealer}
          reason={table === null ? words.noFile : lacksDealer ? words.dealerHint : words.features}
        >
          {words.submit}
        </Button>
      </form>
    </AdminFrame>
  )
}

type Part = { draft: RegressionDraft; change: (changes: Partial<RegressionDraft>) => void }

function Columns({ names, draft: { target, features }, change }: Part & { names: readonly string[] }) {
  return (
    <>
      <Select
        label={words.target}
        value={target}
        onChange={({ target: { value } }) =>
          change({ target: value, features: names.filter((name) => name !== value) })
        }
      >
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <FieldGroup legend={words.features}>
        <div className={styles.columns}>
          {names
            .filter((name) => name !== target)
            .map((name) => (
              <Choice
                key={name}
                type="checkbox"
                label={name}
                checked={features.includes(name)}
                onChange={({ target: { checked } }) =>
                  change({
                    features: names.filter((other) =>
                      other === name ? checked : features.includes(other) && other !== target,
                    ),
                  })
                }
              />
            ))}
        </div>
      </FieldGroup>
    </>
  )
}

function Opening({ draft, change, lacksDealer }: Part & { lacksDealer: boolean }) {
  return (
    <>
      <FieldGroup legend={words.opening}>
        {OPENINGS.map((opening) => (
          <Choice
            key={opening}
            type="radio"
            name="opening"
            label={words.openings[opening]}
            hint={words.openingHints[opening]}
            checked={draft.opening === opening}
            onChange={() => change({ opening, owners: Math.max(LEAST[opening], draft.owners) })}
          />
        ))}
      </FieldGroup>
      {draft.opening === "coefficients" && (
        <>
          <Field
            label={words.dealer}
            hint={words.dealerHint}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={lacksDealer || undefined}
            value={draft.dealerKey}
            onChange={({ target }) => change({ dealerKey: target.value })}
          />
          <Choice
            type="checkbox"
            label={words.determined}
            hint={words.determinedHint}
            checked={draft.acceptsDetermined}
            onChange={({ target }) => change({ acceptsDetermined: target.checked })}
          />
        </>
      )}
      <Field
        label={words.owners}
        hint={words.ownersHint}
        type="number"
        min={LEAST[draft.opening]}
        max={100}
        required
        value={draft.owners}
        onChange={({ target }) =>
          change({ owners: Math.trunc(target.valueAsNumber) || LEAST[draft.opening] })
        }
      />
      <Choice
        type="checkbox"
        label={words.see}
        hint={words.seeHint}
        checked={draft.ownersSeeResult}
        onChange={({ target }) => change({ ownersSeeResult: target.checked })}
      />
    </>
  )
}
