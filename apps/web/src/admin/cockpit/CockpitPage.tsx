import type { StudyView } from "@tutti/protocol"
import { lazy, type ReactNode, Suspense } from "react"
import { study as studyWords } from "../../strings/en.admin.ts"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { ClockStopped } from "../../ui/clock.ts"
import { LiveRegion } from "../../ui/LiveRegion.tsx"
import type { PlayedBar } from "../../ui/score/played.ts"
import styles from "./Cockpit.module.css"
import { CockpitNotices } from "./CockpitNotices.tsx"
import { EventLog } from "./EventLog.tsx"
import { OwnersTable } from "./OwnersTable.tsx"
import { StudyCurves } from "./StudyCurves.tsx"
import { StudyFigures } from "./StudyFigures.tsx"
import { StudyScore } from "./StudyScore.tsx"
import { StudyWait } from "./StudyWait.tsx"
import { committedRounds } from "./summary.ts"

/* With the hashes and signatures that it checks, and only for studies that have any. */
const SecurePanel = lazy(() => import("../secure/SecurePanel.tsx"))

/** A study while it lives: what it waits for, how good it is, who does what, what happened. */
export function CockpitPage({
  view,
  at,
  played,
  lost,
  above,
  actions,
  toResult,
  observes = false,
}: {
  view: StudyView
  at: number
  played: readonly PlayedBar[]
  lost: boolean
  /** Notices of the page around it. */
  above?: ReactNode
  /** Beside the score: how owners get here. */
  actions?: ReactNode
  toResult?: ReactNode
  /** Whoever looks commands nothing. */
  observes?: boolean
}) {
  const secure = view.secure && (
    <Suspense fallback={null}>
      <SecurePanel view={view} observes={observes} />
    </Suspense>
  )
  // Before the start it is what there is to do; afterwards what one looks up.
  const comesFirst = view.state === "open"
  return (
    <ClockStopped value={lost}>
      <LiveRegion
        message={words.announce(
          committedRounds(view).length,
          view.spec.training.rounds,
          studyWords.state[view.state],
        )}
      />
      {above}
      <CockpitNotices view={view} lost={lost} />
      {comesFirst && secure && <div className={styles.first}>{secure}</div>}
      <div className={styles.top}>
        {!comesFirst || view.waiting?.for !== "roster" ? (
          <StudyWait view={view} at={at} toResult={toResult} />
        ) : null}
        <StudyFigures view={view} />
      </div>
      <StudyScore view={view} played={played} at={at} actions={actions} />
      <StudyCurves view={view} />
      {!comesFirst && secure}
      <div className={styles.pair}>
        <OwnersTable view={view} at={at} />
        <EventLog view={view} />
      </div>
    </ClockStopped>
  )
}
