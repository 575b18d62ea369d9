import type { RosterEntry, StudyView } from "@tutti/protocol"
import { type ReactNode, useState } from "react"
import { study as studyWords } from "../../strings/en.admin.ts"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { Button } from "../../ui/Button.tsx"
import { Empty } from "../../ui/Empty.tsx"
import { StateBadge } from "../../ui/StateBadge.tsx"
import type { PlayedBar } from "../../ui/score/played.ts"
import { Score } from "../../ui/score/Score.tsx"
import { ScorePicture } from "../../ui/score/ScorePicture.tsx"
import { ownerName, rosterLook } from "../roster-look.ts"
import styles from "./Cockpit.module.css"
import { inScoreOrder, isOver } from "./summary.ts"

/** As many staves as fit a screen; more owners are further pages. */
const STAVES = 16

/** The centrepiece: everybody's staff line, with the state of its owner at the head. */
export function StudyScore({
  view,
  played,
  at,
  actions,
  whole = false,
}: {
  view: StudyView
  played: readonly PlayedBar[]
  at: number
  actions?: ReactNode
  whole?: boolean
}) {
  const [page, setPage] = useState(0)
  const ordered = inScoreOrder(view.roster, STAVES)
  const pages = Math.ceil(ordered.length / STAVES)
  const shown = Math.min(page, Math.max(0, pages - 1))
  const owners = ordered.slice(shown * STAVES, (shown + 1) * STAVES)
  const over = isOver(view)
  return (
    <section className={styles.score} aria-label={words.score.title}>
      {owners.length === 0 ? (
        <Empty title={words.score.empty.title} picture={<ScorePicture />} actions={actions}>
          <p>{words.score.empty.text}</p>
        </Empty>
      ) : (
        <Score
          caption={
            <div className={styles.caption}>
              <h2>{words.score.title}</h2>
              <em>{words.score.caption}</em>
            </div>
          }
          actions={actions}
          summary={words.score.summary(
            played.at(-1)?.round ?? 0,
            view.roster.length,
            studyWords.state[view.state],
          )}
          parts={owners.map((owner) => ({
            id: owner.participant,
            text: ownerName(owner),
            head: <OwnerHead owner={owner} over={over} at={at} />,
          }))}
          bars={played}
          at={at}
          ended={over}
          whole={whole}
          masked={view.secure !== undefined}
        />
      )}
      {pages > 1 && (
        <div className={styles.pager}>
          <Button look="quiet" icon="back" disabled={shown === 0} onClick={() => setPage(shown - 1)}>
            {words.score.previous}
          </Button>
          <span>
            {words.score.ownersPage(shown * STAVES + 1, shown * STAVES + owners.length, view.roster.length)}
          </span>
          <Button
            look="quiet"
            icon="forward"
            disabled={shown === pages - 1}
            onClick={() => setPage(shown + 1)}
          >
            {words.score.next}
          </Button>
        </div>
      )}
    </section>
  )
}

function OwnerHead({ owner, over, at }: { owner: RosterEntry; over: boolean; at: number }) {
  return (
    <>
      <strong className={styles.owner}>{ownerName(owner)}</strong>
      <StateBadge {...rosterLook(owner.state, over)} since={{ ms: owner.sinceMs, at }} />
    </>
  )
}
