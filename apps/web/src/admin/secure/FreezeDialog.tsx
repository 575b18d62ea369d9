import type { EnrolledOwner } from "@tutti/sdk/admin"
import { freeze } from "../../strings/en.secure.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { Table } from "../../ui/Table.tsx"
import { ownerName } from "../roster-look.ts"
import styles from "./Secure.module.css"

const words = freeze.dialog

/** Who would be in the roster, and what cannot be undone after it. */
export function FreezeDialog({
  owners,
  onFreeze,
  onClose,
}: {
  owners: readonly EnrolledOwner[]
  onFreeze: () => void
  onClose: () => void
}) {
  return (
    <Dialog title={words.title(owners.length)} onClose={onClose}>
      <div className={styles.dialog}>
        <p>{words.text}</p>
        <ul className={styles.means}>
          {words.means.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p>{words.strangers}</p>
        <div className={styles.scroll}>
          <Table
            caption={words.title(owners.length)}
            captionHidden
            head={
              <>
                <th scope="col">{words.column.owner}</th>
                <th scope="col">{words.column.key}</th>
              </>
            }
          >
            {owners.map((owner) => (
              <tr key={owner.participant}>
                <th scope="row">{ownerName(owner)}</th>
                <td>
                  <code>{owner.participant.slice(0, 8)}</code>
                </td>
              </tr>
            ))}
          </Table>
        </div>
        <DialogActions>
          <Button look="primary" icon="lock" onClick={onFreeze}>
            {words.yes}
          </Button>
          <Button onClick={onClose}>{words.no}</Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}
