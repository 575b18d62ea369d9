import { REFUSALS, type RoundView, type StudyView } from "@tutti/protocol"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { type ErrorAnatomy, ErrorNotice, Notice } from "../../ui/Notice.tsx"
import { ownerName } from "../roster-look.ts"
import styles from "./Cockpit.module.css"

/** What went wrong and is still so: the line, the last round, single owners. */
export function CockpitNotices({ view, lost }: { view: StudyView; lost: boolean }) {
  const ended = view.rounds.findLast(({ phase }) => phase === "committed" || phase === "abandoned")
  return (
    <div className={styles.notices}>
      {lost && (
        <Notice tone="warn" title={words.lost.title}>
          <p>{words.lost.text}</p>
        </Notice>
      )}
      {ended?.phase === "abandoned" && ended.reason !== "stopped" && (
        <ErrorNotice tone="warn" error={abandonedAnatomy(ended)} />
      )}
      {view.roster
        .filter(({ state, code }) => code !== null && (state === "failed" || state === "excluded"))
        .slice(0, 3)
        .map((owner) => (
          <ErrorNotice key={owner.participant} tone="warn" error={ownerAnatomy(owner)} />
        ))}
    </div>
  )
}

function abandonedAnatomy({ round, reason }: RoundView): ErrorAnatomy {
  const code = reason ?? "deadline"
  const diverged = code === "diverged"
  return {
    what: words.abandonedNotice.what(round, words.reason[code]),
    side: diverged ? words.abandonedNotice.sideDiverged : words.abandonedNotice.side,
    safe: words.abandonedNotice.safe,
    next: diverged ? words.abandonedNotice.nextDiverged : words.abandonedNotice.next,
    code,
  }
}

function ownerAnatomy(owner: StudyView["roster"][number]): ErrorAnatomy {
  const name = ownerName(owner)
  const code = owner.code ?? "E_INTERNAL"
  return {
    what: words.ownerFailed(name, REFUSALS[code].what),
    side: words.ownerSide(name),
    safe: words.ownerSafe,
    next: REFUSALS[code].next,
    code,
  }
}
