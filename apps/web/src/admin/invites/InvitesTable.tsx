import type { InviteId, InviteView } from "@tutti/protocol"
import { invites as words } from "../../strings/en.study-pages.ts"
import { Button } from "../../ui/Button.tsx"
import { formatMoment } from "../../ui/format.ts"
import type { IconName } from "../../ui/Icon.tsx"
import { StateBadge, type StateTone } from "../../ui/StateBadge.tsx"
import { Table } from "../../ui/Table.tsx"
import styles from "./Invites.module.css"
import { type InviteState, inviteState } from "./invite-state.ts"

const LOOK: Record<InviteState, { icon: IconName; tone: StateTone }> = {
  open: { icon: "good", tone: "good" },
  used: { icon: "person", tone: "quiet" },
  expired: { icon: "wait", tone: "quiet" },
  revoked: { icon: "bad", tone: "quiet" },
}

export function InvitesTable({
  invites,
  busy,
  onRevoke,
}: {
  invites: readonly InviteView[]
  busy: boolean
  onRevoke: (invite: InviteId) => Promise<void>
}) {
  if (invites.length === 0) return <p className={styles.quiet}>{words.none}</p>
  return (
    <Table
      caption={words.table}
      captionHidden
      head={
        <>
          <th scope="col">{words.column.made}</th>
          <th scope="col">{words.column.state}</th>
          <th scope="col" data-number>
            {words.column.uses}
          </th>
          <th scope="col">{words.column.expires}</th>
          <th scope="col">
            <span className="visually-hidden">{words.revoke}</span>
          </th>
        </>
      }
    >
      {invites.map((invite) => {
        const state = inviteState(invite, new Date())
        return (
          <tr key={invite.invite}>
            <th scope="row">
              <code>{invite.invite.slice(0, 6)}</code>
            </th>
            <td>
              <StateBadge {...LOOK[state]} word={words.state[state]} />
            </td>
            <td data-number>{words.usedOf(invite.used, invite.uses)}</td>
            <td>{formatMoment(invite.expiresAt)}</td>
            <td data-actions>
              {state === "open" && (
                <Button
                  look="quiet"
                  busy={busy}
                  aria-label={`${words.revoke}: ${invite.invite.slice(0, 6)}`}
                  onClick={() => void onRevoke(invite.invite)}
                >
                  {words.revoke}
                </Button>
              )}
            </td>
          </tr>
        )
      })}
    </Table>
  )
}
