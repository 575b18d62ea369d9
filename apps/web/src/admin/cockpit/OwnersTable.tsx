import { REFUSALS, type RosterEntry } from "@tutti/protocol"
import { roster as rosterWords, cockpit as words } from "../../strings/en.admin.ts"
import { formatBytes } from "../../ui/format.ts"
import { Section } from "../../ui/Page.tsx"
import { StateBadge } from "../../ui/StateBadge.tsx"
import { Table } from "../../ui/Table.tsx"
import { ownerName, ROSTER_LOOK } from "../roster-look.ts"
import styles from "./Cockpit.module.css"

/** The roster in numbers: what each owner sent and received, and why it was refused if it was. */
export function OwnersTable({ roster, at }: { roster: readonly RosterEntry[]; at: number }) {
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
                  <StateBadge
                    {...ROSTER_LOOK[owner.state]}
                    word={rosterWords[owner.state]}
                    since={{ ms: owner.sinceMs, at }}
                  />
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
    </Section>
  )
}
