import { useEffect, useState } from "react"
import { useStore } from "zustand"
import { useFocusOnStage } from "../../owner/useFocusOnStage.ts"
import { client as words } from "../../strings/en.inference.ts"
import { trouble } from "../../strings/en.owner.ts"
import { Button } from "../../ui/Button.tsx"
import { Page, PageHead } from "../../ui/Page.tsx"
import { startClient } from "../../workers/inference.ts"
import { FAULT } from "../fault.ts"
import { InferenceNotice } from "../parts/InferenceNotice.tsx"
import { Asking } from "./Asking.tsx"
import { Consent } from "./Consent.tsx"
import { type ClientStore, createClientStore } from "./client-store.ts"

/** The client's tab: everything under /infer/:study. The client lives in a worker for as long as this stands. */
export default function ClientPage({ study }: { study: string }) {
  return <Client key={study} />
}

/** Another offer is another client. */
function Client() {
  const [store, setStore] = useState<ClientStore | null>(null)
  useEffect(() => {
    const { desk, stop } = startClient(() => opened.setState({ problem: FAULT, busy: false }))
    const opened = createClientStore(desk)
    setStore(opened)
    void opened.getState().open(location.href)
    // Only the fragment differs when somebody corrects a link that was cut off: the browser would not load it anew.
    const reload = () => location.reload()
    window.addEventListener("hashchange", reload)
    return () => {
      window.removeEventListener("hashchange", reload)
      stop()
    }
  }, [])
  return store === null ? <Page title={words.door}>{null}</Page> : <Screens store={store} />
}

function Screens({ store }: { store: ClientStore }) {
  const { stage, card, problem, agree } = useStore(store)
  useFocusOnStage(stage)
  return (
    <Page title={card?.spec.title ?? words.door}>
      {stage === "opening" && problem === null && <p role="status">{words.opening}</p>}
      {(stage === "trouble" || (stage === "opening" && problem !== null)) && problem !== null && (
        <>
          <PageHead title={trouble.title} />
          <InferenceNotice
            problem={problem}
            actions={
              <Button look="primary" icon="reconnecting" onClick={() => location.reload()}>
                {trouble.reload}
              </Button>
            }
          />
        </>
      )}
      {stage === "consent" && card !== null && <Consent card={card} onAgree={() => void agree()} />}
      {stage === "ask" && card !== null && <Asking store={store} card={card} />}
    </Page>
  )
}
