import { landing } from "../../strings/en.owner.ts"
import styles from "../stages/Stage.module.css"
import type { Reading } from "../store.ts"

/** A file on its way into the tab's memory. */
export function ReadingProgress({ reading }: { reading: Reading }) {
  return (
    <div className={styles.progress} role="status">
      <span>{landing.choose.reading(reading.name)}</span>
      <progress aria-label={landing.choose.reading(reading.name)} value={reading.share} max={1} />
    </div>
  )
}
