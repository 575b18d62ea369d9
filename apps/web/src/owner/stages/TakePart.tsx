import { part as words } from "../../strings/en.owner-part.ts"
import { Button } from "../../ui/Button.tsx"
import { LiveRegion } from "../../ui/LiveRegion.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import { Progress, Wait } from "../../ui/Wait.tsx"
import type { OwnerScreen } from "../../workers/participant/api.ts"
import { useOwner } from "../OwnerContext.ts"
import { pageTime } from "../page-time.ts"
import { Border } from "../parts/Border.tsx"
import { LeaveButton } from "../parts/LeaveButton.tsx"
import { LedgerBook } from "../parts/LedgerBook.tsx"
import { Machine } from "../parts/Machine.tsx"
import { Newest } from "../parts/Newest.tsx"
import { OwnCurves } from "../parts/OwnCurves.tsx"
import { OwnStaff } from "../parts/OwnStaff.tsx"
import { ProblemNotice } from "../parts/ProblemNotice.tsx"
import { Alarm, Contributions, Safety } from "../parts/Safety.tsx"
import { Steps } from "../parts/Steps.tsx"
import { useTabProgress } from "../tab-progress.ts"
import { Result } from "./Result.tsx"
import styles from "./Stage.module.css"

/** Taking part, from the agreement to the end: the state in words, the wait, the own line, and all that left. */
export default function TakePart() {
  const card = useOwner((state) => state.opened?.card)
  const screen = useOwner((state) => state.screen)
  const problem = useOwner((state) => state.problem)
  useTabProgress(screen, card?.spec.training.rounds ?? 0, card?.spec.title ?? "")
  if (card === undefined) return null
  const { spec } = card
  const over = screen?.phase === "ended"
  const failure = problem ?? (screen?.phase === "refused" ? screen.problem : null)
  return (
    <>
      <Steps at={over ? 5 : 4} />
      <PageHead above={spec.organiser} title={spec.title} />
      {failure !== null && (
        <div className={styles.notice}>
          <ProblemNotice problem={failure} actions={<LeaveButton />} />
        </div>
      )}
      {screen?.alarm && screen.phase === "paused" && <Alarm alarm={screen.alarm} />}
      <LiveRegion message={screen === null ? "" : spoken(screen, spec.training.rounds)} />
      {screen !== null && over && <Result />}
      {screen !== null && !over && screen.phase !== "refused" && (
        <Now screen={screen} rounds={spec.training.rounds} />
      )}
      {screen !== null && (
        <>
          {!over && <LiveBorder screen={screen} />}
          {card.protection !== null && <Safety screen={screen} protection={card.protection} />}
          <Section title={words.staff.title}>
            <OwnStaff score={screen.score} ended={over} masked={card.protection !== null} />
          </Section>
          <Section title={words.curves.title}>
            <div className={styles.figures}>
              <Newest screen={screen} />
            </div>
            <OwnCurves
              own={screen.own}
              rounds={screen.rounds}
              abandoned={screen.abandoned}
              outcome={screen.outcome}
            />
            <Remarks screen={screen} />
          </Section>
          <Section title={words.ledger.title}>
            {screen.secure !== null && <Contributions secure={screen.secure} />}
            <LedgerBook ledger={screen.ledger} />
          </Section>
          {!over && (
            <Section title={words.machine.title}>
              <Machine backend={screen.backend} />
            </Section>
          )}
        </>
      )}
    </>
  )
}

function spoken({ phase, round, rounds }: OwnerScreen, planned: number): string {
  const what = words.phase[phase]()
  return round === null ? what : `${words.round(round, rounds.length, planned)}. ${what}`
}

/** What this tab does now, in words; what it waits for, how many, and until when. */
function Now({ screen, rounds }: { screen: OwnerScreen; rounds: number }) {
  const pause = useOwner((state) => state.pause)
  const resume = useOwner((state) => state.resume)
  const mode = useOwner((state) => state.opened?.card.spec.mode ?? "trusted")
  const { phase, round, wait } = screen
  const done = screen.rounds.length
  return (
    <section className={styles.now} data-phase={phase} aria-label={words.phase[phase]()}>
      <div>
        <p className={styles.aside}>
          {round === null ? words.before(rounds) : words.round(round, done, rounds)}
        </p>
        <Progress label={words.counted(done, rounds)} have={done} need={rounds} />
      </div>
      <h2>{words.phase[phase]()}</h2>
      <p>{mode === "secure" && isOtherwise(phase) ? words.aboutSecure[phase] : words.about[phase]}</p>
      {wait !== null && phase !== "paused" && phase !== "reconnecting" && (
        <Wait
          sentence={words.wait[wait.for](wait.have, wait.need)}
          have={wait.have}
          need={wait.need}
          remainingMs={wait.remainingMs}
          at={pageTime(wait.sinceMs)}
          then={words.waitThen[wait.for]}
        />
      )}
      {/* Who was alarmed decides there, and knows why. */}
      {(screen.alarm === null || phase !== "paused") && (
        <div className={styles.actions}>
          {phase === "paused" ? (
            <Button look="primary" icon="start" onClick={resume}>
              {words.resume}
            </Button>
          ) : (
            <Button icon="pause" onClick={pause}>
              {words.pause}
            </Button>
          )}
          <LeaveButton />
        </div>
      )}
    </section>
  )
}

const isOtherwise = (phase: OwnerScreen["phase"]): phase is keyof typeof words.aboutSecure =>
  phase in words.aboutSecure

function LiveBorder({ screen }: { screen: OwnerScreen }) {
  const mode = useOwner((state) => state.opened?.card.spec.mode ?? "trusted")
  const rows = useOwner((state) => state.consent?.terms.rows)
  const { messages, bytes } = screen.ledger
  return (
    <Border
      mode={mode}
      {...(rows && { rows: words.ownRows(rows.training + rows.validation) })}
      crossed={words.crossed(messages, bytes)}
      leaving={screen.phase === "uploading"}
    />
  )
}

function Remarks({ screen: { abandoned, problem, alarm, phase } }: { screen: OwnerScreen }) {
  const saidAbove = phase === "refused" || (phase === "paused" && alarm !== null)
  const refusal = saidAbove ? null : problem
  if (abandoned.length === 0 && refusal === null) return null
  return (
    <ul className={styles.remarks}>
      {abandoned.map(({ round, reason }) => (
        <li key={round}>{words.abandoned(round, words.abandonReason[reason])}</li>
      ))}
      {refusal !== null && (
        <li>
          {refusal.what} {refusal.next} <code>{refusal.code}</code>
        </li>
      )}
    </ul>
  )
}
