import { useStore } from "zustand"
import { client } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/Page.tsx"
import type { ClientCard } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { Digit } from "../parts/Digit.tsx"
import { type ClientStore, MOST_SHOWN } from "./client-store.ts"
import { PickImages } from "./PickImages.tsx"

const words = client.pick

/** Choose images and ask about them. @param reason why nobody can be asked now */
export function AskImages({
  store,
  card,
  reason,
}: {
  store: ClientStore
  card: ClientCard
  reason: string | undefined
}) {
  const { height, width, channels } = card.spec.network.input
  return (
    <>
      <PickImages store={store} takesDigits={height === 28 && width === 28 && channels === 1} />
      <ChosenSection store={store} most={card.spec.mostRows} reason={reason} />
    </>
  )
}

function ChosenSection({
  store,
  most,
  reason,
}: {
  store: ClientStore
  most: number
  reason: string | undefined
}) {
  const { chosen, busy, remove, empty, ask } = useStore(store)
  const missing =
    reason ??
    (chosen.length === 0 ? words.lacksImage : chosen.length > most ? words.tooMany(most) : undefined)
  return (
    <Section title={words.chosen}>
      {chosen.length === 0 && <p className={styles.quiet}>{words.none}</p>}
      <ul className={styles.pictures} aria-label={words.chosen}>
        {chosen.slice(0, MOST_SHOWN).map(({ id, picture }, place) => (
          <li key={id} className={styles.preview}>
            <Digit picture={picture} label={words.picture(place + 1)} />
            <Button
              look="quiet"
              icon="close"
              disabled={busy}
              aria-label={words.remove(place + 1)}
              onClick={() => remove(id)}
            />
          </li>
        ))}
      </ul>
      {chosen.length > MOST_SHOWN && <p>{words.more(chosen.length - MOST_SHOWN)}</p>}
      <div className={styles.beside} style={{ marginTop: "var(--s4)" }}>
        <Button
          look="primary"
          icon="lock"
          busy={busy}
          disabled={missing !== undefined}
          reason={missing}
          onClick={() => void ask()}
        >
          {words.ask(Math.max(1, chosen.length))}
        </Button>
        {chosen.length > 1 && (
          <Button look="quiet" icon="remove" disabled={busy} onClick={empty}>
            {words.empty}
          </Button>
        )}
      </div>
      {missing !== undefined && !busy && <p className={styles.quiet}>{missing}</p>}
    </Section>
  )
}
