import { useState } from "react"
import { useStore } from "zustand"
import { owner, shared } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { Notice } from "../../ui/Notice.tsx"
import type { KeptCard } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { InferenceNotice } from "../parts/InferenceNotice.tsx"
import { EndOffer } from "./EndOffer.tsx"
import type { OwnerStore } from "./owner-store.ts"

const words = owner.kept

/** What this browser offered when its tab was closed or reloaded: to go on with, or to withdraw. */
export function KeptOffers({ store }: { store: OwnerStore }) {
  const kept = useStore(store, (state) => state.kept)
  const work = useStore(store, (state) => state.work)
  const problem = useStore(store, (state) => state.keptProblem)
  if (kept.length === 0 && problem === null) return null
  return (
    <div className={styles.kept}>
      {kept.map((card) => (
        <KeptOffer key={card.study} card={card} store={store} />
      ))}
      {work === "returning" && <p role="status">{words.returning}</p>}
      {problem !== null && <InferenceNotice problem={problem} />}
    </div>
  )
}

function KeptOffer({ card, store }: { card: KeptCard; store: OwnerStore }) {
  const work = useStore(store, (state) => state.work)
  const { goOn, withdraw } = store.getState()
  const [asking, setAsking] = useState(false)
  const { study, title, model, output, lastRun } = card
  return (
    <Notice
      title={words.title(title)}
      actions={
        <>
          <Button look="primary" icon="start" busy={work !== null} onClick={() => void goOn(study)}>
            {words.goOn}
          </Button>
          <Button icon="stop" disabled={work !== null} onClick={() => setAsking(true)}>
            {words.withdraw}
          </Button>
        </>
      }
    >
      <p>{words.text(model, lastRun)}</p>
      <p className={styles.quiet}>{shared.output[output]}.</p>
      <p className={styles.quiet}>{words.where}</p>
      {asking && (
        <EndOffer
          confirm={words.withdraw}
          onEnd={() => void withdraw(study)}
          onClose={() => setAsking(false)}
        />
      )}
    </Notice>
  )
}
