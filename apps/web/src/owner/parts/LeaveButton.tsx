import { useState } from "react"
import { part as words } from "../../strings/en.owner-part.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { useOwner } from "../OwnerContext.ts"

/** Leave for good, after one question. */
export function LeaveButton({ label = words.leave }: { label?: string }) {
  const leave = useOwner((state) => state.leave)
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button look="danger" icon="leave" onClick={() => setAsking(true)}>
        {label}
      </Button>
      {asking && (
        <Dialog title={words.leaveTitle} onClose={() => setAsking(false)}>
          <p>{words.leaveText}</p>
          <DialogActions>
            <Button look="danger" icon="leave" onClick={leave}>
              {words.leaveConfirm}
            </Button>
            <Button onClick={() => setAsking(false)}>{words.stay}</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
