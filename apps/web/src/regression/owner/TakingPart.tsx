import { useState } from "react"
import { saveText } from "../../owner/download.ts"
import { pageTime } from "../../owner/page-time.ts"
import { Steps } from "../../owner/parts/Steps.tsx"
import styles from "../../owner/stages/Stage.module.css"
import { useWakeLock } from "../../owner/useWakeLock.ts"
import { shared } from "../../strings/en.regression.ts"
import { owner } from "../../strings/en.regression-owner.ts"
import { Button } from "../../ui/Button.tsx"
import { classes } from "../../ui/classes.ts"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import { SafetyNumber } from "../../ui/SafetyNumber.tsx"
import { Wait } from "../../ui/Wait.tsx"
import type { RegressionCard, RegressionScreen } from "../../workers/regression/api.ts"
import { CoefficientPlot } from "../CoefficientPlot.tsx"
import { ExportBar } from "../ExportBar.tsx"
import { OpenedList } from "../OpenedList.tsx"
import regressionStyles from "../Regression.module.css"
import { RegressionNotice } from "../RegressionNotice.tsx"
import { SummaryTable } from "../SummaryTable.tsx"

const words = owner.part

/** Where the regression stands and what it waits for, until the table or the receipt. */
export function TakingPart({
  card,
  screen,
  onLeave,
  receipt,
}: {
  card: RegressionCard
  screen: RegressionScreen
  onLeave: () => void
  receipt: () => Promise<string | null>
}) {
  const { phase, run, roster, ended, problem, bytesOut, messages } = screen
  const isOver = phase === "finished" || phase === "left" || phase === "refused"
  useWakeLock(!isOver)
  async function save() {
    const text = await receipt()
    if (text !== null) saveText(`tutti-receipt-${card.study}.json`, text)
  }
  return (
    <div className={regressionStyles.sheet}>
      <div className={styles.screenOnly}>
        <Steps at={phase === "finished" ? 5 : 4} />
      </div>
      <PageHead title={card.spec.title} lead={isOver ? undefined : words.lead} />
      <div className={classes(styles.now, isOver && styles.screenOnly)} data-phase={phase} role="status">
        <h2>{phase === "enrolled" && ended.length > 0 ? words.between : words.phase[phase]}</h2>
        {run !== null && (
          <p>
            {words.run(run.run)}: {shared.step[run.step]}
            {run.round !== null && `, ${shared.round(run.round)}`}
          </p>
        )}
        {!isOver && <Waiting screen={screen} />}
      </div>
      {problem !== null && phase !== "left" && (
        <div className={styles.notice}>
          <RegressionNotice problem={problem} bytesOut={bytesOut} />
        </div>
      )}
      {phase === "finished" && <Ending card={card} screen={screen} />}
      {ended.length > 0 && (
        <Section title={words.ended}>
          <ul>
            {ended.map(({ run: number, reason, column }) => (
              <li key={number}>{words.endedLine(number, shared.reason[reason], column)}</li>
            ))}
          </ul>
        </Section>
      )}
      <div className={styles.screenOnly}>
        {roster !== null && (
          <Section title={words.safety}>
            <SafetyNumber digits={roster.safetyNumber} label={words.safety} />
            <p className={styles.under}>{words.safetyLead}</p>
            <p className={styles.under}>{words.roster(roster.index + 1, roster.parties)}</p>
          </Section>
        )}
        <p className={styles.under}>{words.sent(messages, bytesOut)}</p>
        <div className={styles.actions}>
          <Button icon="download" onClick={() => void save()}>
            {words.receipt}
          </Button>
          {!isOver && <Leave onLeave={onLeave} />}
        </div>
      </div>
    </div>
  )
}

function Waiting({ screen: { wait } }: { screen: RegressionScreen }) {
  if (wait === null) return null
  const { have, need, remainingMs, sinceMs } = wait
  return (
    <Wait
      sentence={words.wait[wait.for](have, need)}
      have={have}
      need={need}
      remainingMs={remainingMs}
      at={pageTime(sinceMs)}
      then={remainingMs === null ? undefined : words.afterwards}
    />
  )
}

function Ending({
  card: { spec, opens },
  screen: { result },
}: {
  card: RegressionCard
  screen: RegressionScreen
}) {
  return (
    <>
      <Section title={words.result}>
        {result === null ? (
          <p>{words.hidden}</p>
        ) : (
          <>
            <SummaryTable summary={result.summary} />
            <ExportBar {...result} title={spec.title} />
          </>
        )}
      </Section>
      {result !== null && (
        <Section title={shared.plot.title}>
          <CoefficientPlot table={result.table} />
        </Section>
      )}
      <Section title={shared.opened.titleAfter}>
        <OpenedList opens={opens} spec={spec} caption={shared.opened.titleAfter} />
      </Section>
    </>
  )
}

function Leave({ onLeave }: { onLeave: () => void }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button look="danger" icon="leave" onClick={() => setAsking(true)}>
        {words.leave}
      </Button>
      {asking && (
        <Dialog title={words.leaveTitle} onClose={() => setAsking(false)}>
          <p>{words.leaveText}</p>
          <DialogActions>
            <Button
              look="danger"
              icon="leave"
              onClick={() => {
                setAsking(false)
                onLeave()
              }}
            >
              {words.leave}
            </Button>
            <Button onClick={() => setAsking(false)}>{words.stay}</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
