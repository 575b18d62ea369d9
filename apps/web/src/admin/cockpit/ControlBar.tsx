import type { StudyCommand, StudyView } from "@tutti/protocol"
import { useState } from "react"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { useShortcut } from "../shortcuts.ts"
import styles from "./ControlBar.module.css"
import { isOver } from "./summary.ts"

type Command = StudyCommand["command"]

/** Start, pause, one round, stop. Space does what the first button says. */
export function ControlBar({
  view,
  pending,
  pausing,
  onCommand,
}: {
  view: StudyView
  pending: Command | null
  /** It runs to the end of the round only. */
  pausing: boolean
  onCommand: (command: Command) => Promise<void>
}) {
  const [stopping, setStopping] = useState(false)
  const over = isOver(view)
  const runs = view.state === "running"
  const lacksOwners = !runs && view.waiting?.for === "owners"
  const pauses = runs && !pausing
  const main: Command = pauses ? "pause" : "start"
  const able = pending === null && !lacksOwners && !over
  useShortcut(" ", able ? () => void onCommand(main) : null)
  if (over) return null

  const reason = lacksOwners ? words.notEnough(view.spec.training.quorum.minOwners) : undefined
  return (
    <div className={styles.bar} role="toolbar" aria-label={words.controls}>
      <Button
        look={pauses ? "plain" : "primary"}
        icon={pauses ? "pause" : "start"}
        disabled={lacksOwners}
        reason={reason}
        busy={pending === main}
        aria-keyshortcuts="Space"
        onClick={() => void onCommand(main)}
      >
        {pauses ? words.pause : view.state === "open" ? words.start : words.goOn}
      </Button>
      <Button
        icon="next"
        disabled={runs || lacksOwners}
        reason={reason}
        busy={pending === "next-round"}
        onClick={() => void onCommand("next-round")}
      >
        {words.nextRound}
      </Button>
      <Button look="danger" icon="stop" busy={pending === "stop"} onClick={() => setStopping(true)}>
        {words.stop}
      </Button>
      {pausing && (
        <p role="status" className={styles.note}>
          {words.pausing}
        </p>
      )}
      {stopping && (
        <Dialog title={words.stopTitle} onClose={() => setStopping(false)}>
          <p>{words.stopText}</p>
          <DialogActions>
            <Button
              look="danger"
              icon="stop"
              onClick={() => {
                setStopping(false)
                void onCommand("stop")
              }}
            >
              {words.stopYes}
            </Button>
            <Button onClick={() => setStopping(false)}>{words.stopNo}</Button>
          </DialogActions>
        </Dialog>
      )}
    </div>
  )
}
