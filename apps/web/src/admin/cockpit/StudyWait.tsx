import type { StudyView } from "@tutti/protocol"
import type { ReactNode } from "react"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { Icon } from "../../ui/Icon.tsx"
import { Wait } from "../../ui/Wait.tsx"
import styles from "./Cockpit.module.css"
import { fewestOwners } from "./summary.ts"

/** What everything waits for at this moment; never empty while the study is alive. */
export function StudyWait({
  view,
  at,
  toResult,
}: {
  view: StudyView
  at: number
  /** The way to the models, for those who may have them. */
  toResult?: ReactNode
}) {
  const { waiting } = view
  if (view.state === "finished" || view.state === "stopped")
    return (
      <p className={styles.over}>
        <Icon name={view.state === "finished" ? "good" : "stop"} />
        <span>
          {words.over[view.state]} {toResult}
        </span>
      </p>
    )
  if (waiting === null) return null
  const { have, need, remainingMs } = waiting
  return (
    <Wait
      sentence={sentence(waiting)}
      have={have}
      need={waiting.for === "admin" || waiting.for === "roster" ? 0 : need}
      remainingMs={remainingMs}
      at={at}
      then={consequence(view)}
    />
  )
}

function sentence({ for: what, have, need }: NonNullable<StudyView["waiting"]>): string {
  switch (what) {
    case "owners":
      return words.wait.owners(have, need)
    case "admin":
      return words.wait.admin
    case "updates":
      return words.wait.updates(have, need)
    case "evaluations":
      return words.wait.evaluations(have, need)
    case "roster":
      return words.wait.roster(have, need)
    case "sum":
      return words.wait.sum(have, need)
    default:
      return words.wait.other(what, have, need)
  }
}

/** What happens when the time is over; while nothing runs out, what ends the wait. */
function consequence(view: StudyView): string | undefined {
  const { waiting, rounds } = view
  switch (waiting?.for) {
    case "owners":
      return waiting.remainingMs === null ? words.notEnough(fewestOwners(view)) : words.waitThen.owners
    case "updates":
      return words.waitThen.updates(rounds.at(-1)?.needed ?? 1)
    case "evaluations":
      return words.waitThen.evaluations
    case "sum":
      return words.waitThen.sum
    default:
      return undefined
  }
}
