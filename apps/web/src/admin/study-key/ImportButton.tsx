import { useId } from "react"
import styles from "./KeyFile.module.css"

/** Choose a key file that was saved before. */
export function ImportButton({ label, onFile }: { label: string; onFile: (file: File) => void }) {
  const id = useId()
  return (
    <span className={styles.import}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept=".json,application/json"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onFile(file)
          target.value = ""
        }}
      />
    </span>
  )
}
