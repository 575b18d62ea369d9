import { part } from "../../strings/en.owner-part.ts"
import { Button } from "../../ui/Button.tsx"
import { ErrorNotice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { SafetyNumber } from "../../ui/SafetyNumber.tsx"
import { Progress } from "../../ui/Wait.tsx"
import type { OwnerScreen } from "../../workers/participant/api.ts"
import type { Problem } from "../../workers/participant/problem.ts"
import type { Protection } from "../../workers/participant/protection.ts"
import { useOwner } from "../OwnerContext.ts"
import styles from "../stages/Stage.module.css"
import { LeaveButton } from "./LeaveButton.tsx"
import { Demonstration, ModeWords } from "./ModeWords.tsx"

type Secure = NonNullable<OwnerScreen["secure"]>

const words = part.safety

/** The number that people compare, and what the masks promise: for the fewest owners, and once they are frozen for all. */
export function Safety({
  screen: { secure, participant },
  protection,
}: {
  screen: OwnerScreen
  protection: Protection
}) {
  const known =
    secure === null
      ? protection
      : { ...protection, owners: secure.owners, isFrozen: true, colluders: secure.colludersTolerated }
  return (
    <Section title={words.title}>
      {secure === null ? (
        <>
          <p className={styles.text}>{words.before}</p>
          {participant !== null && (
            <p className={styles.under}>
              {words.identity} <code>{participant.slice(0, 8)}</code>
            </p>
          )}
        </>
      ) : (
        <>
          <SafetyNumber digits={secure.safetyNumber} label={words.label} />
          <p className={styles.under}>{words.lead}</p>
          <p className={styles.under}>{words.differs}</p>
        </>
      )}
      <h3 className={styles.sub}>{words.must}</h3>
      <ModeWords mode="secure" protection={known} />
      <Demonstration protection={known} />
    </Section>
  )
}

/** The budget that the study key has signed: every masked vector counts, whatever came of it. */
export function Contributions({ secure: { contributions, maxContributions } }: { secure: Secure }) {
  const sentence = part.contributions(contributions, maxContributions)
  return (
    <div className={styles.budget}>
      <p>{sentence}</p>
      <Progress label={sentence} have={contributions} need={maxContributions} />
      {contributions >= maxContributions && <p className={styles.soft}>{part.spent}</p>}
    </div>
  )
}

/** The relay has asked what an honest one does not ask. The tab has paused; the owner decides. */
export function Alarm({ alarm: { what, code } }: { alarm: Problem }) {
  const resume = useOwner((state) => state.resume)
  const { alarm } = part
  return (
    <div className={styles.notice}>
      <ErrorNotice
        error={{ what: alarm.title(what), side: alarm.side, safe: alarm.safe, next: alarm.next, code }}
        actions={
          <>
            <LeaveButton />
            <Button look="quiet" onClick={resume}>
              {alarm.goOn}
            </Button>
          </>
        }
      />
    </div>
  )
}
