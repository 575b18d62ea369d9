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
        <ErrorNotice tone="warn" error={abandonedAnatomy(ended, view.secure !== undefined)} />
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

function abandonedAnatomy({ round, reason }: RoundView, isMasked: boolean): ErrorAnatomy {
  const notice = words.abandonedNotice
  const code = reason ?? "deadline"
  const anatomy = {
    what: notice.what(round, words.reason[code]),
    safe: isMasked && code !== "diverged" ? notice.safeMasked : notice.safe,
    code,
  }
  switch (code) {
    case "diverged":
      return { ...anatomy, side: notice.sideDiverged, next: notice.nextDiverged }
    case "bad-shares":
      return { ...anatomy, side: notice.sideShares, next: notice.nextShares }
    default:
      return { ...anatomy, side: notice.side, next: notice.next }
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
