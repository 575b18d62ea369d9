import type { StudyView } from "@tutti/protocol"
import type { EnrolledOwner, StudyKey } from "@tutti/sdk/admin"
import { useState } from "react"
import { freeze as words } from "../../strings/en.secure.ts"
import { Button } from "../../ui/Button.tsx"
import { type ErrorAnatomy, ErrorNotice } from "../../ui/Notice.tsx"
import { useAdmin } from "../access/admin-context.ts"
import { failureAnatomy } from "../failure.ts"
import { FreezeDialog } from "./FreezeDialog.tsx"
import { ownersRange } from "./owners-range.ts"
import styles from "./Secure.module.css"

/** Asks who has enrolled, shows them and what the freeze means, and signs them. */
export function FreezeButton({ view, studyKey }: { view: StudyView; studyKey: StudyKey }) {
  const { admin } = useAdmin()
  const [owners, setOwners] = useState<readonly EnrolledOwner[] | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  const { secure } = view.spec
  if (secure === undefined || view.secure === undefined) return null
  const { least, most } = ownersRange(secure)
  const have = view.secure.owners
  const reason = have < least ? words.tooFew(least) : have > most ? words.tooMany(most) : undefined

  async function attempt(action: () => Promise<void>) {
    setBusy(true)
    setFailure(null)
    try {
      await action()
    } catch (error) {
      setFailure(failureAnatomy(error))
    } finally {
      setBusy(false)
    }
  }
  const ask = () => attempt(async () => setOwners(await admin.enrolled(view.study)))
  const sign = (chosen: readonly EnrolledOwner[]) =>
    attempt(async () => {
      setOwners(null)
      await admin.freezeRoster(view.study, studyKey, chosen)
    })
  return (
    <>
      <Button
        look="primary"
        icon="lock"
        busy={busy}
        disabled={reason !== undefined}
        reason={reason}
        onClick={() => void ask()}
      >
        {words.button}
      </Button>
      {have > most && <p className={styles.quiet}>{words.tooMany(most)}</p>}
      {failure && <ErrorNotice error={failure} />}
      {owners && (
        <FreezeDialog owners={owners} onFreeze={() => void sign(owners)} onClose={() => setOwners(null)} />
      )}
    </>
  )
}
