import type { StudyEvent, StudyView } from "@tutti/protocol"
import { useState } from "react"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { Button } from "../../ui/Button.tsx"
import { formatTime } from "../../ui/format.ts"
import { Section } from "../../ui/Page.tsx"
import { ownerName } from "../roster-look.ts"
import styles from "./Cockpit.module.css"
import { codeSentence } from "./code-sentence.ts"

const SHOWN = 12

/** What happened, newest first. */
export function EventLog({ view }: { view: StudyView }) {
  const [all, setAll] = useState(false)
  const newestFirst = worthTelling(view.events).toReversed()
  const shown = all ? newestFirst : newestFirst.slice(0, SHOWN)
  const names = new Map(view.roster.map((owner) => [owner.participant, ownerName(owner)]))
  return (
    <Section title={words.log.title}>
      {shown.length === 0 && <p className={styles.quiet}>{words.log.none}</p>}
      <ol className={styles.log}>
        {shown.map((event) => (
          <li key={`${event.at} ${event.kind} ${event.participant} ${event.round}`}>
            <time dateTime={event.at}>{formatTime(event.at)}</time>
            <span>
              {sentence(event, names)}
              {event.code && <CodeNote code={event.code} />}
            </span>
          </li>
        ))}
      </ol>
      {newestFirst.length > SHOWN && (
        <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.log.less : words.log.more}
        </Button>
      )}
    </Section>
  )
}

/** That a round opened is news until it has ended. */
function worthTelling(events: readonly StudyEvent[]): StudyEvent[] {
  const newest = events.findLast(({ kind }) => kind.startsWith("round-"))
  return events.filter((event) => event.kind !== "round-opened" || event === newest)
}

function sentence({ kind, participant, round }: StudyEvent, names: ReadonlyMap<string, string>): string {
  const who =
    participant === null ? words.log.who : (names.get(participant) ?? ownerName({ label: "", participant }))
  return words.log.event[kind](who, round)
}

function CodeNote({ code }: { code: NonNullable<StudyEvent["code"]> }) {
  return (
    <span className={styles.code}>
      {" "}
      {codeSentence(code)} <code>{code}</code>
    </span>
  )
}
