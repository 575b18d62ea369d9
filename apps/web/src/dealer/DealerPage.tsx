import { useCallback, useEffect, useState } from "react"
import { dealer as words } from "../strings/en.dealer.ts"
import { opening, trouble } from "../strings/en.owner.ts"
import { Button } from "../ui/Button.tsx"
import { ErrorNotice } from "../ui/Notice.tsx"
import { Page, PageHead } from "../ui/Page.tsx"
import type { DealerScreen } from "../workers/dealer/api.ts"
import { type DealerRemote, startDealerWorker } from "../workers/dealer.ts"
import { callback } from "../workers/participant.ts"
import type { RegressionProblem } from "../workers/regression/api.ts"
import { DealerPromise } from "./DealerPromise.tsx"
import { Dealing } from "./Dealing.tsx"

type State = {
  stage: "opening" | "elsewhere" | "promise" | "dealing"
  publicKey: string
  ownsRows: boolean
  busy: boolean
  problem: RegressionProblem | null
  screen: DealerScreen
}

const FIRST: State = {
  stage: "opening",
  publicKey: "",
  ownsRows: false,
  busy: false,
  problem: null,
  screen: { reached: false, studies: [], inferences: [] },
}

/** The dealer as a tab: from what it could do, to what it has dealt. Everything but drawing happens in its worker. */
export default function DealerPage() {
  const [desk, setDesk] = useState<DealerRemote | null>(null)
  const [state, setState] = useState(FIRST)
  const change = useCallback(
    (changes: Partial<State>) => setState((before) => ({ ...before, ...changes })),
    [],
  )
  useEffect(() => {
    const started = startDealerWorker(() => change({ problem: { ...FAULT } }))
    setDesk(() => started.desk)
    void begin(started.desk, change)
    return started.stop
  }, [change])

  async function deal() {
    change({ busy: true, problem: null })
    const answer = await desk?.deal()
    if (answer === undefined) return
    if (answer.ok) change({ busy: false, stage: "dealing", publicKey: answer.value })
    else change({ busy: false, problem: answer.problem })
  }
  async function stop() {
    await desk?.stop()
    change({ stage: "promise" })
  }

  const { stage, publicKey, ownsRows, busy, problem, screen } = state
  return (
    <Page title={words.title}>
      {problem !== null && (
        <ErrorNotice
          error={{ ...problem, side: trouble.side[problem.side], safe: words.safe }}
          actions={
            <Button icon="reconnecting" onClick={() => location.reload()}>
              {words.fault}
            </Button>
          }
        />
      )}
      {stage === "opening" && problem === null && <p role="status">{opening.sentence}</p>}
      {stage === "elsewhere" && (
        <div role="status">
          <PageHead title={words.elsewhere.title} lead={words.elsewhere.text} />
        </div>
      )}
      {stage === "promise" && <DealerPromise ownsRows={ownsRows} busy={busy} onDeal={() => void deal()} />}
      {stage === "dealing" && <Dealing publicKey={publicKey} screen={screen} onStop={() => void stop()} />}
    </Page>
  )
}

async function begin(desk: DealerRemote, change: (changes: Partial<State>) => void): Promise<void> {
  await desk.onScreen(callback((screen: DealerScreen) => change({ screen })))
  const answer = await desk.open(callback(() => change({ stage: "elsewhere" })))
  if (!answer.ok) return change({ problem: answer.problem })
  const { publicKey, ownsRows } = answer.value
  change(publicKey === null ? { stage: "promise", ownsRows } : { stage: "dealing", publicKey })
}

const FAULT: RegressionProblem = {
  code: "E_FAULT",
  side: "tab",
  what: trouble.title,
  next: words.fault,
}
