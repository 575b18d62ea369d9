import { landing } from "../../strings/en.owner.ts"
import styles from "../stages/Stage.module.css"
import type { Reading } from "../store.ts"

/** A file on its way into the tab's memory. */
export function ReadingProgress({ reading }: { reading: Reading }) {
  const what = reading.name === null ? landing.choose.readingSample : landing.choose.reading(reading.name)
  return (
    <div className={styles.progress} role="status">
      <span>{what}</span>
      <progress aria-label={what} value={reading.share} max={1} />
    </div>
  )
}
