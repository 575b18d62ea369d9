import { useEffect, useState } from "react"
import { elsewhere, opening as openingWords, trouble as troubleWords } from "../../strings/en.owner.ts"
import { Button } from "../../ui/Button.tsx"
import { PageHead } from "../../ui/Page.tsx"
import { callback } from "../../workers/participant.ts"
import type {
  Answer,
  CheckedFile,
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
  checked: CheckedFile | null
  /** The organiser has been told that `checked` does not fit. */
  told: boolean
  busy: boolean
  screen: RegressionScreen | null
}

const FIRST: State = {
  stage: "opening",
  opened: null,
  problem: null,
  checked: null,
  told: false,
  busy: false,
  screen: null,
}

const FAULT: RegressionProblem = {
  code: "E_FAULT",
  side: "tab",
  what: "This page met a fault of its own.",
  next: "Reload the page: it offers to continue where it was.",
}

/** A run that was to be concluded without rows, and has ended otherwise: the next one needs them. */
const shown = (before: State, screen: RegressionScreen): State =>
  before.opened?.concludes &&
  before.stage === "part" &&
  screen.phase === "admitted" &&
  screen.ended.length > 0
    ? { ...before, screen, stage: "choose" }
    : { ...before, screen }

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
    await remote.onScreen(callback((screen: RegressionScreen) => setState((before) => shown(before, screen))))
    const answer = await remote.open(
      location.href,
      callback(() => change({ stage: "elsewhere" })),
    )
    if (!answer.ok) return change({ stage: "trouble", problem: answer.problem })
    const { ended, concludes } = answer.value
    setState((before) => ({
      ...before,
      opened: answer.value,
      screen: ended ?? before.screen,
      stage: ended !== null || concludes ? "part" : "choose",
    }))
  }
  /** Ask the worker, with the page held meanwhile; what it refuses is shown. */
  async function ask<Value>(
    work: (remote: RegressionRemote) => Promise<Answer<Value>>,
    taken: (value: Value) => Partial<State>,
    first: Partial<State> = {},
  ) {
    if (desk === null) return
    change({ busy: true, problem: null, ...first })
    const answer = await work(desk)
    change({ busy: false, ...(answer.ok ? taken(answer.value) : { problem: answer.problem }) })
  }
  const check = (work: (remote: RegressionRemote) => Promise<Answer<CheckedFile>>) =>
    void ask(work, (checked) => ({ checked, told: false }), { checked: null })

  const { stage, opened, problem, checked, told, busy, screen } = state
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
            told={told}
            bytesOut={screen?.bytesOut ?? 0}
            onFile={(file) => check((remote) => remote.check(file))}
            onSample={() => check((remote) => remote.checkSample())}
            onChoice={(choice) =>
              void ask(
                (remote) => remote.choose(choice),
                (changed) => ({ checked: changed, told: false }),
                // The choice stands in the table from the click on; what it means for the file, the worker says.
                checked === null ? {} : { checked: { ...checked, choice } },
              )
            }
            onTell={(label) =>
              void ask(
                (remote) => remote.tell(label),
                () => ({ told: true }),
              )
            }
            onNext={() => change({ stage: "consent", problem: null })}
          />
        )
      )
    case "consent":
      return (
        opened &&
        checked && (
          <Agreement
            card={opened.card}
            findings={checked.findings}
            problem={problem}
            busy={busy}
            onAgree={(label) =>
              void ask(
                (remote) => remote.takePart(label),
                () => ({ stage: "part" }),
              )
            }
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
