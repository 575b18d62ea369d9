import { useEffect, useState } from "react"
import { elsewhere, opening as openingWords, trouble as troubleWords } from "../../strings/en.owner.ts"
import { Button } from "../../ui/Button.tsx"
import { PageHead } from "../../ui/Page.tsx"
import { callback } from "../../workers/participant.ts"
import type {
  CheckedRows,
  RegressionOpened,
  RegressionProblem,
  RegressionScreen,
} from "../../workers/regression/api.ts"
import { type RegressionRemote, startRegression } from "../../workers/regression.ts"
import { RegressionNotice } from "../RegressionNotice.tsx"
import { Agreement } from "./Agreement.tsx"
import { ChooseRows } from "./ChooseRows.tsx"
import { TakingPart } from "./TakingPart.tsx"

type State = {
  stage: "opening" | "elsewhere" | "trouble" | "choose" | "consent" | "part"
  opened: RegressionOpened | null
  problem: RegressionProblem | null
  checked: CheckedRows | null
  busy: boolean
  screen: RegressionScreen | null
}

const FIRST: State = {
  stage: "opening",
  opened: null,
  problem: null,
  checked: null,
  busy: false,
  screen: null,
}

const FAULT: RegressionProblem = {
  code: "E_FAULT",
  side: "tab",
  what: "This page met a fault of its own.",
  next: "Reload the page: it offers to continue where it was.",
}

/** The owner's side of a regression, from the link to the receipt. Everything but drawing happens in its worker. */
export default function RegressionOwner() {
  const [desk, setDesk] = useState<RegressionRemote | null>(null)
  const [state, setState] = useState(FIRST)
  const change = (changes: Partial<State>) => setState((before) => ({ ...before, ...changes }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: one worker for as long as the page stands.
  useEffect(() => {
    const started = startRegression(() => change({ problem: FAULT }))
    setDesk(() => started.desk)
    void begin(started.desk)
    return started.stop
  }, [])

  async function begin(remote: RegressionRemote) {
    await remote.onScreen(callback((screen: RegressionScreen) => change({ screen })))
    const answer = await remote.open(
      location.href,
      callback(() => change({ stage: "elsewhere" })),
    )
    if (!answer.ok) return change({ stage: "trouble", problem: answer.problem })
    const { ended } = answer.value
    change({ opened: answer.value, screen: ended, stage: ended === null ? "choose" : "part" })
  }
  async function choose(file: File | "sample") {
    change({ busy: true, problem: null, checked: null })
    const answer = await (file === "sample" ? desk?.checkSample() : desk?.check(file))
    if (answer === undefined) return
    change(answer.ok ? { busy: false, checked: answer.value } : { busy: false, problem: answer.problem })
  }
  async function takePart(label: string) {
    change({ busy: true, problem: null })
    const answer = await desk?.takePart(label)
    if (answer === undefined) return
    change(answer.ok ? { busy: false, stage: "part" } : { busy: false, problem: answer.problem })
  }

  const { stage, opened, problem, checked, busy, screen } = state
  switch (stage) {
    case "opening":
      return <p role="status">{openingWords.sentence}</p>
    case "elsewhere":
      return (
        <div role="status">
          <PageHead title={elsewhere.title} lead={elsewhere.text} />
        </div>
      )
    case "trouble":
      return (
        <>
          <PageHead title={troubleWords.title} />
          {problem && (
            <RegressionNotice
              problem={problem}
              actions={
                <Button look="primary" icon="reconnecting" onClick={() => location.reload()}>
                  {troubleWords.reload}
                </Button>
              }
            />
          )}
        </>
      )
    case "choose":
      return (
        opened && (
          <ChooseRows
            opened={opened}
            checked={checked}
            problem={problem}
            busy={busy}
            onChoose={(file) => void choose(file)}
            onSample={() => void choose("sample")}
            onNext={() => change({ stage: "consent", problem: null })}
          />
        )
      )
    case "consent":
      return (
        opened && (
          <Agreement
            card={opened.card}
            problem={problem}
            busy={busy}
            onAgree={(label) => void takePart(label)}
            onBack={() => change({ stage: "choose", problem: null })}
          />
        )
      )
    case "part":
      return (
        opened &&
        screen && (
          <TakingPart
            card={opened.card}
            screen={screen}
            onLeave={() => void desk?.leave()}
            receipt={async () => {
              const answer = await desk?.receipt()
              return answer?.ok ? answer.value : null
            }}
          />
        )
      )
  }
}
