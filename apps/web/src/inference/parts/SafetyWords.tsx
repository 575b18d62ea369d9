import { shared } from "../../strings/en.inference.ts"
import styles from "../Inference.module.css"

/** What client and model owner compare by voice, once keys of a run are agreed on. */
export function SafetyWords({ words }: { words: readonly string[] }) {
  if (words.length === 0) return null
  const { title, lead } = shared.safety
  return (
    <div className={styles.safety}>
      <p>
        {title}: <span className={styles.words}>{words.join(" ")}</span>
      </p>
      <p className={styles.quiet}>{lead}</p>
    </div>
  )
}
