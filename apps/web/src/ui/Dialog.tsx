import { type ReactNode, useEffect, useId, useRef } from "react"
import { ui } from "../strings/en.ts"
import { Button } from "./Button.tsx"
import styles from "./Dialog.module.css"

/**
 * The browser's own modal dialog: it keeps the focus, makes the rest inert, closes by Esc and gives the focus back.
 * Mounted means open.
 */
export function Dialog({
  title,
  children,
  onClose,
}: {
  title: string
  children: ReactNode
  onClose: () => void
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      aria-labelledby={titleId}
      onClose={() => {
        // React's strict mode closes what it mounts once and opens it again before this event comes.
        if (!ref.current?.open) onClose()
      }}
    >
      <header className={styles.header}>
        <h2 id={titleId}>{title}</h2>
        <Button look="quiet" icon="close" onClick={onClose}>
          {ui.close}
        </Button>
      </header>
      <div className={styles.body}>{children}</div>
    </dialog>
  )
}

/** The buttons that end a dialog, most wanted first. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
