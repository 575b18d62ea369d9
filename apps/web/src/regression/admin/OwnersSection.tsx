import type { RegressionView } from "@tutti/protocol"
import type { EnrolledOwner } from "@tutti/sdk/admin"
import type { RegressionClient } from "@tutti/sdk/regression"
import { useState } from "react"
import { ownerName } from "../../admin/roster-look.ts"
import { FreezeDialog } from "../../admin/secure/FreezeDialog.tsx"
import type { Held } from "../../admin/study-key/useHeld.ts"
import { admin } from "../../strings/en.regression-admin.ts"
import { Button } from "../../ui/Button.tsx"
import { formatBytes } from "../../ui/format.ts"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import { Progress } from "../../ui/Wait.tsx"
import styles from "./Admin.module.css"
import { inOrder } from "./in-order.ts"
import type { RegressionKeys } from "./regression-keys.ts"
import type { LiveRegression } from "./useRegression.ts"

const words = admin.study

/** Who has come in, and before the freeze: how many are missing, and the freeze for who has the study's key. */
export function OwnersSection({
  view,
  live,
  client,
  held,
}: {
  view: RegressionView
  live: LiveRegression
  client: RegressionClient
  held: Held<RegressionKeys>
}) {
  const { owners, spec, roster, state, study } = view
  const [asked, setAsked] = useState<readonly EnrolledOwner[] | null>(null)
  const need = spec.secure.minimumCohort
  const have = owners.filter((owner) => owner.state === "enrolled").length
  const sentence = words.ownersCount(have, need)
  const ask = () => live.act(async () => setAsked(await client.enrolled(study)))
  const isBefore = roster === null && (state === "open" || state === "paused")
  return (
    <Section title={words.owners}>
      {owners.length === 0 && <p>{words.noOwners}</p>}
      {owners.length > 0 && (
        <Table
          caption={words.owners}
          captionHidden
          head={
            <>
              <th scope="col" data-number>
                {words.column.number}
              </th>
              <th scope="col">{words.column.owner}</th>
              <th scope="col">{admin.list.column.state}</th>
              <th scope="col" data-number>
                {words.column.sent}
              </th>
            </>
          }
        >
          {inOrder(owners).map(({ participant, label, index, state: now, bytesUp }) => (
            <tr key={participant}>
              <td data-number className={styles.place}>
                {index === null ? "" : index + 1}
              </td>
              <th scope="row">
                {ownerName({ label, participant })} <code>{participant.slice(0, 8)}</code>
              </th>
              <td>{words.ownerState[now]}</td>
              <td data-number>{formatBytes(bytesUp)}</td>
            </tr>
          ))}
        </Table>
      )}
      {isBefore && (
        <div className={styles.stack}>
          <p>{sentence}</p>
          <Progress label={sentence} have={have} need={need} />
          <p className={styles.quiet}>{words.freezeLead}</p>
          {held.state === "here" && (
            <Button
              look={have < need ? "plain" : "primary"}
              icon="lock"
              busy={live.pending}
              disabled={have < need}
              reason={words.freezeWait(need)}
              onClick={() => void ask()}
            >
              {words.freeze}
            </Button>
          )}
        </div>
      )}
      {asked !== null && held.state === "here" && (
        <FreezeDialog
          owners={asked}
          onFreeze={() => {
            setAsked(null)
            void live.act(() => client.freeze(study, held.kept.study, asked))
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  )
}
