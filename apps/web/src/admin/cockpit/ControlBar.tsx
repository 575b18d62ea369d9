import type { StudyCommand, StudyView } from "@tutti/protocol"
import { useState } from "react"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { freeze } from "../../strings/en.secure.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { useShortcut } from "../shortcuts.ts"
import styles from "./ControlBar.module.css"
import { fewestOwners, isOver } from "./summary.ts"

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
  const lacksFreeze = view.secure?.roster === null
  const lacksOwners = !runs && view.waiting?.for === "owners"
  const reason = lacksFreeze ? freeze.start : lacksOwners ? words.notEnough(fewestOwners(view)) : undefined
  const blocked = reason !== undefined
  const pauses = runs && !pausing
  const main: Command = pauses ? "pause" : "start"
  const able = pending === null && !blocked && !over
  useShortcut(" ", able ? () => void onCommand(main) : null)
  if (over) return null

  return (
    <div className={styles.bar} role="toolbar" aria-label={words.controls}>
      <Button
        look={pauses ? "plain" : "primary"}
        icon={pauses ? "pause" : "start"}
        disabled={blocked}
        reason={reason}
        busy={pending === main}
        aria-keyshortcuts="Space"
        onClick={() => void onCommand(main)}
      >
        {pauses ? words.pause : view.state === "open" ? words.start : words.goOn}
      </Button>
      <Button
        icon="next"
        disabled={runs || blocked}
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
