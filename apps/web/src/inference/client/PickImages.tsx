import { useState } from "react"
import { useStore } from "zustand"
import { client } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import { Section } from "../../ui/Page.tsx"
import type { Picture } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { Digit } from "../parts/Digit.tsx"
import type { ClientStore } from "./client-store.ts"
import { DrawPad } from "./DrawPad.tsx"

const words = client.pick

/** Ways to an image: drawn, of the samples, or from a file. */
export function PickImages({ store, takesDigits }: { store: ClientStore; takesDigits: boolean }) {
  const samples = useStore(store, (state) => state.samples)
  const busy = useStore(store, (state) => state.busy)
  const { add, read } = store.getState()
  return (
    <>
      {takesDigits && <Draw store={store} />}
      {takesDigits && samples.length > 0 && (
        <Section title={words.samples}>
          <p className={styles.hint}>{words.samplesHint}</p>
          <ul className={styles.pictures}>
            {samples.map(({ picture, label }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a sample is its place.
              <li key={place}>
                <button
                  type="button"
                  className={styles.choice}
                  disabled={busy}
                  onClick={() => add([picture])}
                >
                  <Digit picture={picture} label={words.sample(place + 1, label)} />
                </button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={words.file}>
        <Field
          label={words.fileLabel}
          hint={words.fileHint}
          type="file"
          disabled={busy}
          onChange={({ target }) => {
            const [file] = target.files ?? []
            if (file) void read(file)
          }}
        />
      </Section>
    </>
  )
}

function Draw({ store }: { store: ClientStore }) {
  const { normalise, add } = store.getState()
  const [digit, setDigit] = useState<Picture | null>(null)
  // A new sheet for each drawing that was taken.
  const [sheet, setSheet] = useState(1)
  function take() {
    if (digit !== null) add([digit])
    setDigit(null)
    setSheet(sheet + 1)
  }
  return (
    <Section title={words.draw}>
      <p className={styles.hint}>{words.drawHint}</p>
      <div className={styles.drawing}>
        <DrawPad key={sheet} onDrawn={(drawing) => void normalise(drawing).then(setDigit)} />
        <div className={styles.preview}>
          <p>{words.asSeen}</p>
          {digit === null ? (
            <p className={styles.quiet}>{words.nothing}</p>
          ) : (
            <Digit picture={digit} label={words.asSeen} size="large" />
          )}
          <Button icon="add" disabled={digit === null} reason={words.nothing} onClick={take}>
            {words.use}
          </Button>
        </div>
      </div>
    </Section>
  )
}
