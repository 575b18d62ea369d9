import type { StudyView } from "@tutti/protocol"
import { studyKey as keyWords, freeze as words } from "../../strings/en.secure.ts"
import { Section } from "../../ui/Page.tsx"
import { Progress } from "../../ui/Wait.tsx"
import { MissingKey, SaveKey } from "../study-key/KeyFile.tsx"
import { useStudyKey } from "../study-key/useStudyKey.ts"
import { FreezeButton } from "./FreezeButton.tsx"
import styles from "./Secure.module.css"

/** Before the freeze: how many have enrolled, what is missing, and the freeze for who has the key. */
export function Enrolment({ view, observes }: { view: StudyView; observes: boolean }) {
  const { spec, secure } = view
  const held = useStudyKey(spec)
  if (secure === undefined || spec.secure === undefined) return null
  const need = spec.secure.minimumCohort
  const sentence = words.enrolled(secure.owners, need)
  return (
    <div className={styles.pair}>
      <Section title={words.title}>
        <div className={styles.enrolment}>
          <p className={styles.statement}>{sentence}</p>
          <Progress label={sentence} have={secure.owners} need={need} />
          {!observes && <p className={styles.quiet}>{words.lead}</p>}
          {!observes && held.state === "missing" && <MissingKey {...held} />}
          {!observes && held.state === "here" && <FreezeButton view={view} studyKey={held.kept} />}
        </div>
      </Section>
      {!observes && held.state === "here" && (
        <Section title={keyWords.title}>
          <SaveKey studyKey={held.kept} title={spec.title} />
        </Section>
      )}
    </div>
  )
}
