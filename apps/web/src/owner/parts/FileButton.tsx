import { type ChangeEvent, type DragEvent, type MouseEvent, type ReactNode, useId, useState } from "react"
import { classes } from "../../ui/classes.ts"
import { Icon } from "../../ui/Icon.tsx"
import { droppedFile, type PickedFile, pickFile } from "../file-access.ts"
import styles from "./FileButton.module.css"

/**
 * Choose a CSV file: by the browser's own picker, or by dropping one anywhere on the frame. Where the browser can
 * lend a handle it is asked for one, so that a reload finds the file again; else it is a plain file input.
 */
export function FileButton({
  label,
  hint,
  look = "plain",
  disabled = false,
  onPick,
}: {
  label: string
  hint?: ReactNode
  look?: "primary" | "plain"
  disabled?: boolean
  onPick: (picked: PickedFile) => void
}) {
  const id = useId()
  const [over, setOver] = useState(false)

  function byInput(event: ChangeEvent<HTMLInputElement>) {
    const [file] = event.target.files ?? []
    event.target.value = ""
    if (file !== undefined) onPick({ file, handle: null })
  }
  async function byPicker(event: MouseEvent<HTMLInputElement>) {
    const input = event.currentTarget
    if (!("showOpenFilePicker" in window) || !event.isTrusted) return
    event.preventDefault()
    const picked = await pickFile()
    if (picked === "not-allowed") input.showPicker()
    else if (picked !== null) onPick(picked)
  }
  async function byDrop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const picked = await droppedFile(event.dataTransfer)
    if (picked !== null && !disabled) onPick(picked)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the input is the first.
    <div
      className={styles.area}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={byDrop}
    >
      <input
        id={id}
        className={styles.input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
        disabled={disabled}
        onChange={byInput}
        onClick={byPicker}
      />
      <label htmlFor={id} className={classes(styles.button, look === "primary" && styles.primary)}>
        <Icon name="table" />
        {label}
      </label>
      {hint && <span className={styles.hint}>{hint}</span>}
    </div>
  )
}
