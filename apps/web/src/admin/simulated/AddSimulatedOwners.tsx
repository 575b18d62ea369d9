import type { StudyView } from "@tutti/protocol"
import { type FormEvent, useState } from "react"
import { simulated as words } from "../../strings/en.admin.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { Field } from "../../ui/Field.tsx"
import { type ErrorAnatomy, ErrorNotice } from "../../ui/Notice.tsx"
import { sampleFor } from "../../workers/participant/sample.ts"
import { useAdmin } from "../access/admin-context.ts"
import styles from "./Simulated.module.css"
import { addSimulatedOwners } from "./simulated-owners.ts"

/** A thread of this tab serves them all: beyond this, the tab would be busy with itself. */
const MOST = 20

/** Asks how many, and lets them join. Only where the bundled sample has the study's columns. */
export function AddSimulatedOwners({ view }: { view: StudyView }) {
  const { admin } = useAdmin()
  const [asking, setAsking] = useState(false)
  const [count, setCount] = useState(3)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  if (sampleFor(view.spec.dataset) === null) return null

  async function add(event: FormEvent) {
    event.preventDefault()
    setAsking(false)
    setBusy(true)
    setFailure(await addSimulatedOwners(admin, view.study, view.spec, count))
    setBusy(false)
  }

  return (
    <>
      <Button icon="add" busy={busy} onClick={() => setAsking(true)}>
        {words.add}
      </Button>
      {failure && <ErrorNotice error={failure} />}
      {asking && (
        <Dialog title={words.title} onClose={() => setAsking(false)}>
          <form className={styles.form} onSubmit={(event) => void add(event)}>
            <p>{words.text}</p>
            <Field
              label={words.count}
              type="number"
              min={1}
              max={MOST}
              step={1}
              required
              value={Number.isNaN(count) ? "" : count}
              onChange={({ target }) => setCount(target.valueAsNumber)}
            />
            <DialogActions>
              <Button look="primary" type="submit">
                {words.yes}
              </Button>
              <Button onClick={() => setAsking(false)}>{words.no}</Button>
            </DialogActions>
          </form>
        </Dialog>
      )}
    </>
  )
}
