import { useState } from "react"
import { useWakeLock } from "../owner/useWakeLock.ts"
import { dealer } from "../strings/en.dealer.ts"
import { shared } from "../strings/en.regression.ts"
import { Button } from "../ui/Button.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { Dialog, DialogActions } from "../ui/Dialog.tsx"
import { formatCount, NO_VALUE } from "../ui/format.ts"
import { Notice } from "../ui/Notice.tsx"
import { PageHead, Section } from "../ui/Page.tsx"
import { SafetyNumber } from "../ui/SafetyNumber.tsx"
import { Table } from "../ui/Table.tsx"
import type { DealerScreen, DealtInference, DealtStudy } from "../workers/dealer/api.ts"
import styles from "./Dealer.module.css"

const words = dealer.dealing

/** The key, and every regression that names it, by state. */
export function Dealing({
  publicKey,
  screen: { reached, studies, inferences },
  onStop,
}: {
  publicKey: string
  screen: DealerScreen
  onStop: () => void
}) {
  useWakeLock(true)
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      {!reached && <Notice tone="warn" title={words.unreached} />}
      <Section title={words.key}>
        <div className={styles.key}>
          <code aria-label={words.key} role="status">
            {publicKey}
          </code>
          <CopyButton text={publicKey} label={words.copy} />
        </div>
        <p className={styles.quiet}>{words.keyHint}</p>
      </Section>
      <Section title={words.studies}>
        {studies.length === 0 ? <p>{words.none}</p> : <StudiesTable studies={studies} />}
      </Section>
      <Section title={words.inferences}>
        {inferences.length === 0 ? <p>{words.noInferences}</p> : <InferencesTable inferences={inferences} />}
      </Section>
      {studies.map((study) => (
        <StudyDetail key={study.study} study={study} />
      ))}
      <Stop onStop={onStop} />
    </>
  )
}

function StudiesTable({ studies }: { studies: readonly DealtStudy[] }) {
  const { study, state, parties, runs } = words.column
  return (
    <Table
      caption={words.studies}
      captionHidden
      head={
        <>
          <th scope="col">{study}</th>
          <th scope="col">{parties}</th>
          <th scope="col">{state}</th>
          <th scope="col">{runs}</th>
        </>
      }
    >
      {studies.map(({ study: id, title, organiser, roster, phase, dealt }) => (
        <tr key={id}>
          <th scope="row">
            {title ?? words.unread}
            {organiser !== null && <span className={styles.asks}>{words.asks(organiser)}</span>}
          </th>
          <td>{roster === null ? words.notFrozen : words.parties(roster.parties)}</td>
          <td role="status">{words.phase[phase]}</td>
          <td>{words.runs(dealt)}</td>
        </tr>
      ))}
    </Table>
  )
}

function InferencesTable({ inferences }: { inferences: readonly DealtInference[] }) {
  const { inference, runsOf, lastRun } = words.column
  return (
    <Table
      caption={words.inferences}
      captionHidden
      head={
        <>
          <th scope="col">{inference}</th>
          <th scope="col" data-number>
            {runsOf}
          </th>
          <th scope="col" data-number>
            {lastRun}
          </th>
        </>
      }
    >
      {inferences.map(({ study, title, runs, rows }) => (
        <tr key={study}>
          <th scope="row">{title}</th>
          <td data-number>{formatCount(runs)}</td>
          <td data-number>{runs === 0 ? NO_VALUE : formatCount(rows)}</td>
        </tr>
      ))}
    </Table>
  )
}

/** What only matters once something has happened: the number to compare, runs without a result, a refusal. */
function StudyDetail({ study: { title, roster, ended, problem } }: { study: DealtStudy }) {
  if (roster === null && problem === null) return null
  return (
    <Section title={title ?? words.unread}>
      {problem !== null && (
        <Notice tone="bad" title={problem.what}>
          <p>{problem.next}</p>
          <p>
            <code>{problem.code}</code>
          </p>
        </Notice>
      )}
      {ended.map(({ run, reason }) => (
        <p key={run}>{words.ended(run, shared.reason[reason])}</p>
      ))}
      {roster !== null && (
        <>
          <SafetyNumber digits={roster.safetyNumber} label={words.safety} />
          <p className={styles.quiet}>{words.safetyLead}</p>
        </>
      )}
    </Section>
  )
}

function Stop({ onStop }: { onStop: () => void }) {
  const [asking, setAsking] = useState(false)
  return (
    <div className={styles.stop}>
      <Button look="danger" icon="leave" onClick={() => setAsking(true)}>
        {words.stop}
      </Button>
      {asking && (
        <Dialog title={words.stopTitle} onClose={() => setAsking(false)}>
          <p>{words.stopText}</p>
          <DialogActions>
            <Button look="danger" icon="leave" onClick={onStop}>
              {words.stop}
            </Button>
            <Button onClick={() => setAsking(false)}>{words.stay}</Button>
          </DialogActions>
        </Dialog>
      )}
    </div>
  )
}
