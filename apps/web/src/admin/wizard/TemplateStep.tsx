import { useLocation } from "wouter"
import { useStore } from "zustand"
import { wizard as words } from "../../strings/en.wizard.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import { FileProblems } from "./FileProblems.tsx"
import { stepPath } from "./paths.ts"
import styles from "./Wizard.module.css"
import type { Wizard } from "./wizard-store.ts"

export function TemplateStep({ store }: { store: Wizard }) {
  const { takeCreditApproval, openFile, reading, problems, draft } = useStore(store)
  const [, navigate] = useLocation()
  return (
    <>
      <h1>{words.template.title}</h1>
      <div className={styles.templates}>
        <section className={styles.template}>
          <h2>{words.template.credit.title}</h2>
          <p>{words.template.credit.text}</p>
          <Button
            look="primary"
            onClick={() => {
              takeCreditApproval()
              navigate(stepPath("review"))
            }}
          >
            {words.template.credit.use}
          </Button>
        </section>
        <section className={styles.template}>
          <h2>{words.template.csv.title}</h2>
          <p>{words.template.csv.text}</p>
          <Field
            label={words.template.csv.choose}
            type="file"
            accept=".csv,.tsv,.txt,text/csv"
            disabled={reading}
            onChange={async ({ target }) => {
              const file = target.files?.[0]
              if (file && (await openFile(file))) navigate(stepPath("data"))
            }}
          />
          {reading && <p role="status">{words.data.reading}…</p>}
          {draft === null && <FileProblems problems={problems} />}
        </section>
      </div>
    </>
  )
}
