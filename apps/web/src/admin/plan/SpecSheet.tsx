import type { ColumnScaling, StudySpec } from "@tutti/protocol"
import type { ReactNode } from "react"
import { study as studyWords } from "../../strings/en.admin.ts"
import { rules } from "../../strings/en.secure.ts"
import { plan as words } from "../../strings/en.study-pages.ts"
import { Section } from "../../ui/Page.tsx"
import { ColumnsTable } from "./ColumnsTable.tsx"
import styles from "./Plan.module.css"
import { modelSentence, policyFacts, trainingFacts } from "./spec-words.ts"

/** A specification in words and tables: on the plan's page, and in the last step before it is created. */
export function SpecSheet({
  spec,
  scaling = null,
}: {
  spec: StudySpec
  scaling?: readonly ColumnScaling[] | null
}) {
  const { dataset } = spec
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={words.organiser}>{spec.organiser}</Fact>
        <Fact name={words.purpose}>{spec.purpose}</Fact>
        <Fact name={words.mode}>
          {studyWords.mode[spec.mode]}. {studyWords.modeSentence[spec.mode]}
        </Fact>
        <Fact name={words.model}>{modelSentence(spec.model)}</Fact>
        <Fact name={words.retention}>{words.days(spec.retentionDays)}</Fact>
      </dl>
      <Section title={words.training}>
        <dl className={styles.facts}>
          {trainingFacts(spec).map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </dl>
      </Section>
      {spec.secure && (
        <Section title={rules.title}>
          <dl className={styles.facts}>
            {policyFacts(spec.secure).map(([name, value]) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
            <Fact name={rules.studyKey}>
              <code className={styles.key}>{spec.secure.studyKey}</code>
            </Fact>
          </dl>
        </Section>
      )}
      <Section title={words.columns}>
        <ColumnsTable dataset={dataset} scaling={scaling} />
      </Section>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
