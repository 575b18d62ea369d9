import { type FormEvent, useState } from "react"
import { useStore } from "zustand"
import { client } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import { Section } from "../../ui/Page.tsx"
import styles from "../Inference.module.css"
import { Digit } from "../parts/Digit.tsx"
import type { ClientStore } from "./client-store.ts"

const words = client.set

/** A set of images with labels, and the one number that a run over it opens. @param reason why nobody can be asked now */
export function ScoreSet({ store, reason }: { store: ClientStore; reason: string | undefined }) {
  const { set, busy, takeSampleSet, count } = useStore(store)
  const missing = reason ?? (set === null ? words.lacksSet : undefined)
  return (
    <Section title={words.title}>
      <div className={styles.stack}>
        <Button icon="sample" busy={busy} onClick={() => void takeSampleSet()}>
          {words.sample}
        </Button>
        <SetForm store={store} />
        {set !== null && (
          <div role="status" className={styles.stack}>
            <p>{words.chosen(set.rows)}</p>
            <ul className={styles.pictures} aria-label={words.first}>
              {set.first.map((picture, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an image is its place.
                <li key={place}>
                  <Digit picture={picture} label={client.pick.picture(place + 1)} />
                </li>
              ))}
            </ul>
          </div>
        )}
        <Button
          look="primary"
          icon="lock"
          busy={busy}
          disabled={missing !== undefined}
          reason={missing}
          onClick={() => void count()}
        >
          {set === null ? words.askNothing : words.ask(set.rows)}
        </Button>
        {missing !== undefined && !busy && <p className={styles.quiet}>{missing}</p>}
      </div>
    </Section>
  )
}

function SetForm({ store }: { store: ClientStore }) {
  const busy = useStore(store, (state) => state.busy)
  const [images, setImages] = useState<File | null>(null)
  const [labels, setLabels] = useState<File | null>(null)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (images !== null && labels !== null) void store.getState().readSet(images, labels)
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label={words.images}
        type="file"
        onChange={({ target }) => setImages(target.files?.[0] ?? null)}
      />
      <Field
        label={words.labels}
        type="file"
        onChange={({ target }) => setLabels(target.files?.[0] ?? null)}
      />
      <Button
        type="submit"
        icon="check"
        busy={busy}
        disabled={images === null || labels === null}
        reason={words.lacksFiles}
      >
        {words.read}
      </Button>
    </form>
  )
}
