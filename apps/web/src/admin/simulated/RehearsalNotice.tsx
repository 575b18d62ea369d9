import type { StudyId } from "@tutti/protocol"
import { useStore } from "zustand"
import { simulated as words } from "../../strings/en.admin.ts"
import { ErrorNotice, Notice } from "../../ui/Notice.tsx"
import { rehearsal } from "./rehearsal.ts"
import styles from "./Simulated.module.css"

/** Where the rehearsal stands, on the cockpit of its study. */
export function RehearsalNotice({ study }: { study: StudyId }) {
  const { study: rehearsed, step, failure } = useStore(rehearsal)
  if (rehearsed !== study) return null
  if (failure)
    return (
      <div className={styles.notice}>
        <ErrorNotice error={failure} />
      </div>
    )
  if (step !== "joining") return null
  return (
    <div className={styles.notice}>
      <Notice title={words.rehearsal.joining} />
    </div>
  )
}
