import { useEffect, useState } from "react"
import { useStore } from "zustand"
import { AdminFrame } from "../../admin/AdminFrame.tsx"
import { useAdmin } from "../../admin/access/admin-context.ts"
import { owner as words } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { PageHead } from "../../ui/Page.tsx"
import { startModelOwner } from "../../workers/inference.ts"
import { FAULT } from "../fault.ts"
import styles from "../Inference.module.css"
import { InferenceNotice } from "../parts/InferenceNotice.tsx"
import { CostCard } from "./CostCard.tsx"
import { KeptOffers } from "./KeptOffers.tsx"
import { ModelFacts } from "./ModelFacts.tsx"
import { ModelSection } from "./ModelSection.tsx"
import { OfferedSection } from "./OfferedSection.tsx"
import { createOwnerStore, type OwnerStore } from "./owner-store.ts"
import { lacking, TermsSection } from "./TermsSection.tsx"

/** From a model to its offer, and the runs of whoever takes it up: the model owner's tab is one of the two parties. */
export default function ModelOwnerPage() {
  const [attempt, setAttempt] = useState(1)
  return (
    <AdminFrame title={words.title}>
      <Attempt key={attempt} onAgain={() => setAttempt(attempt + 1)} />
    </AdminFrame>
  )
}

/** Another attempt is another worker, with nothing of the last. */
function Attempt({ onAgain }: { onAgain: () => void }) {
  const { token } = useAdmin()
  const [store, setStore] = useState<OwnerStore | null>(null)
  useEffect(() => {
    const { desk, stop } = startModelOwner(() => opened.setState({ problem: FAULT, work: null }))
    const opened = createOwnerStore(desk, token)
    setStore(opened)
    void opened.getState().look()
    return stop
  }, [token])
  return store === null ? null : <Screens store={store} onAgain={onAgain} />
}

function Screens({ store, onAgain }: { store: OwnerStore; onAgain: () => void }) {
  const offered = useStore(store, (state) => state.offered)
  const screen = useStore(store, (state) => state.screen)
  const isElsewhere = useStore(store, (state) => state.isElsewhere)
  useUnloadWarning(offered !== null)
  if (isElsewhere)
    return (
      <div role="status">
        <PageHead title={words.kept.elsewhere.title} lead={words.kept.elsewhere.text} />
        <Button icon="back" onClick={onAgain}>
          {words.kept.elsewhere.back}
        </Button>
      </div>
    )
  if (offered === null) return <OfferForm store={store} />
  return (
    <>
      <PageHead title={offered.spec.title} lead={words.offered.lead} />
      <OfferedSection
        offered={offered}
        screen={screen}
        onAgain={async () => {
          if (await store.getState().withdraw(offered.study)) onAgain()
        }}
      />
    </>
  )
}

function OfferForm({ store }: { store: OwnerStore }) {
  const { model, cost, draft, work, problem, offer } = useStore(store)
  const missing = lacking({ model, draft })
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <KeptOffers store={store} />
      <ModelSection store={store} />
      {model !== null && <ModelFacts model={model} />}
      <TermsSection store={store} />
      {cost !== null && <CostCard cost={cost} />}
      <div className={styles.foot}>
        {problem !== null && model !== null && <InferenceNotice problem={problem} />}
        <Button
          look="primary"
          icon="lock"
          busy={work !== null}
          disabled={missing !== undefined}
          reason={missing}
          onClick={() => void offer()}
        >
          {words.offer}
        </Button>
        {missing !== undefined && <p className={styles.quiet}>{missing}</p>}
      </div>
    </>
  )
}

/** The browser asks before it closes a tab that others compute with. */
function useUnloadWarning(active: boolean) {
  useEffect(() => {
    if (!active) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener("beforeunload", warn)
    return () => window.removeEventListener("beforeunload", warn)
  }, [active])
}
