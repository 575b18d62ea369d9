import { owner } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"

const words = owner.offered

/** Asked before an offer ends for good. @param confirm what the button says that does it */
export function EndOffer({
  confirm,
  onEnd,
  onClose,
}: {
  confirm: string
  onEnd: () => void
  onClose: () => void
}) {
  return (
    <Dialog title={words.againTitle} onClose={onClose}>
      <p>{words.againText}</p>
      <DialogActions>
        <Button look="danger" icon="stop" onClick={onEnd}>
          {confirm}
        </Button>
        <Button onClick={onClose}>{words.stay}</Button>
      </DialogActions>
    </Dialog>
  )
}
