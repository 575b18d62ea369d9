import { type FormEvent, useState } from "react"
import styles from "../../owner/stages/Stage.module.css"
import { owner } from "../../strings/en.regression-owner.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import { Section } from "../../ui/Page.tsx"

const words = owner.tell

/** Where a file does not fit: its owner may let the organiser know which columns and why, and nothing else. */
export function TellMisfit({
  organiser,
  busy,
  told,
  onTell,
}: {
  organiser: string
  busy: boolean
  told: boolean
  onTell: (label: string) => void
}) {
  const [label, setLabel] = useState("")
  function submit(event: FormEvent) {
    event.preventDefault()
    onTell(label.trim())
  }
  return (
    <Section title={words.title}>
      {told ? (
        <p role="status">{words.told(organiser)}</p>
      ) : (
        <form onSubmit={submit}>
          <p className={styles.before}>{words.text(organiser)}</p>
          <Field
            label={owner.consent.label}
            hint={owner.consent.labelHint}
            maxLength={40}
            autoComplete="off"
            value={label}
            onChange={({ target }) => setLabel(target.value)}
          />
          <div className={styles.actions}>
            <Button type="submit" icon="up" busy={busy}>
              {words.button}
            </Button>
          </div>
        </form>
      )}
    </Section>
  )
}
