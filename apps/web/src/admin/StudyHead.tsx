import type { StudyView } from "@tutti/protocol"
import type { ReactNode } from "react"
import { study as studyWords } from "../strings/en.admin.ts"
import { cockpit as words } from "../strings/en.cockpit.ts"
import { Explain } from "../ui/Explain.tsx"
import styles from "./StudyHead.module.css"
import { StudyStateBadge } from "./StudyStateBadge.tsx"

/** The head of every page of a study: which one, in what state, its parts and its controls. */
export function StudyHead({
  view,
  note,
  navigation,
  controls,
}: {
  view: StudyView
  /** What whoever looks at it should know. */
  note?: string
  navigation?: ReactNode
  controls?: ReactNode
}) {
  const { title, organiser, mode } = view.spec
  return (
    <div className={styles.head}>
      <div className={styles.titles}>
        <h1>{title}</h1>
        <p className={styles.line}>
          <StudyStateBadge state={view.state} />
          <span>{organiser}</span>
          <Explain sentence={studyWords.modeSentence[mode]}>{studyWords.mode[mode]}</Explain>
        </p>
        {note && <p className={styles.note}>{note}</p>}
      </div>
      {controls}
      {navigation && (
        <nav className={styles.navigation} aria-label={words.sections}>
          {navigation}
        </nav>
      )}
    </div>
  )
}
