import { REFUSALS, type RosterEntry, type StudyView } from "@tutti/protocol"
import { useState } from "react"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { Button } from "../../ui/Button.tsx"
import { formatBytes } from "../../ui/format.ts"
import { Section } from "../../ui/Page.tsx"
import { StateBadge } from "../../ui/StateBadge.tsx"
import { Table } from "../../ui/Table.tsx"
import { ownerName, rosterLook } from "../roster-look.ts"
import styles from "./Cockpit.module.css"
import { inScoreOrder, isOver, lostWhile } from "./summary.ts"

/** Drawn anew with every view: a thousand rows would keep the page busy. */
const SHOWN = 24

/** The roster in numbers: what each owner sent and received, and why it was refused if it was. */
export function OwnersTable({ view, at }: { view: StudyView; at: number }) {
  const [all, setAll] = useState(false)
  const ordered = inScoreOrder(view.roster, SHOWN)
  const roster = all ? ordered : ordered.slice(0, SHOWN)
  return (
    <Section title={words.owners.title}>
      {roster.length === 0 ? (
        <p className={styles.quiet}>{words.owners.none}</p>
      ) : (
        <div className={styles.scroll}>
          <Table
            caption={words.owners.title}
            captionHidden
            head={
              <>
                <th scope="col">{words.owners.column.owner}</th>
                <th scope="col">{words.owners.column.state}</th>
                <th scope="col" data-number>
                  {words.owners.column.up}
                </th>
                <th scope="col" data-number>
                  {words.owners.column.down}
                </th>
              </>
            }
          >
            {roster.map((owner) => (
              <tr key={owner.participant}>
                <th scope="row">{ownerName(owner)}</th>
                <td>
                  <StateBadge {...rosterLook(owner.state, isOver(view))} since={{ ms: owner.sinceMs, at }} />
                  <LostWhile view={view} owner={owner} />
                  {owner.code && (
                    <p className={styles.code}>
                      {REFUSALS[owner.code].what} <code>{owner.code}</code>
                    </p>
                  )}
                </td>
                <td data-number>{formatBytes(owner.bytesUp)}</td>
                <td data-number>{formatBytes(owner.bytesDown)}</td>
              </tr>
            ))}
          </Table>
        </div>
      )}
      {view.roster.length > SHOWN && (
        <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.owners.less : words.owners.all(view.roster.length)}
        </Button>
      )}
    </Section>
  )
}

/** At which step an owner was lost: what to ask it about. */
function LostWhile({ view, owner }: { view: StudyView; owner: RosterEntry }) {
  const lost = isOver(view) ? null : lostWhile(view, owner.participant)
  return lost === null ? null : <p className={styles.code}>{words.owners.lostWhile(lost.round, lost.step)}</p>
}
