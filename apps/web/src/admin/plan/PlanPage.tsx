import type { StudyView } from "@tutti/protocol"
import { plan as words } from "../../strings/en.study-pages.ts"
import { CopyButton } from "../../ui/CopyButton.tsx"
import styles from "./Plan.module.css"
import { SpecSheet } from "./SpecSheet.tsx"

/** The study as it was agreed: nothing on this page can be changed any more. */
export default function PlanPage({ view }: { view: StudyView }) {
  return (
    <>
      <p className={styles.lead}>{words.lead}</p>
      <p className={styles.hash}>
        <span>{words.hash}</span> <code>{view.studyHash}</code>
        <CopyButton look="quiet" text={view.studyHash} label={words.copyHash} />
      </p>
      <SpecSheet spec={view.spec} scaling={view.scaling} />
    </>
  )
}
