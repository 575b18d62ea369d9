import type { StudySpec } from "@tutti/protocol"
import { landing, protection as words } from "../../strings/en.owner.ts"
import { Notice } from "../../ui/Notice.tsx"
import type { Protection } from "../../workers/participant/protection.ts"
import styles from "../stages/Stage.module.css"

/** Who sees what in this study's mode, with the numbers that its masks hold for. */
export function ModeWords({ mode, protection }: { mode: StudySpec["mode"]; protection: Protection | null }) {
  return (
    <>
      <p className={styles.text}>
        <strong>{landing.modeName[mode]}.</strong> {landing.mode[mode]}
      </p>
      {protection !== null && <p className={styles.text}>{words.must(protection)}</p>}
    </>
  )
}

/** Said on every screen of a study whose sums may hold so few owners that they hide too little. */
export function Demonstration({ protection }: { protection: Protection | null }) {
  if (protection === null || !protection.isDemonstration) return null
  return (
    <div className={styles.notice}>
      <Notice tone="warn" title={words.demonstration.title}>
        <p>{words.demonstration.text}</p>
      </Notice>
    </div>
  )
}
