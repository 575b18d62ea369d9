import { useEffect } from "react"
import { Link, useLocation } from "wouter"
import { useStore } from "zustand"
import { wizard } from "../../strings/en.wizard.ts"
import { Button } from "../../ui/Button.tsx"
import { Field, FieldGroup, TextArea } from "../../ui/Field.tsx"
import { Notice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { SpecSheet } from "../plan/SpecSheet.tsx"
import { type Draft, type DraftProblem, problemAt, stepOf } from "./draft.ts"
import { issueSentence } from "./issue-words.ts"
import { NumberField } from "./NumberField.tsx"
import { stepPath } from "./paths.ts"
import { RulesFields } from "./RulesFields.tsx"
import { studyOf } from "./rules-draft.ts"
import { StepFoot } from "./StepFoot.tsx"
import styles from "./Wizard.module.css"
import type { Wizard } from "./wizard-store.ts"

const words = wizard.review

/** The last look: what owners will read, what the relay will do; then the study exists and cannot be changed. */
export function ReviewStep({
  draft,
  problems,
  store,
}: {
  draft: Draft
  problems: readonly DraftProblem[]
  store: Wizard
}) {
  const { change, rules, makings, changeRules, prepare, create, creating } = useStore(store)
  const [, navigate] = useLocation()
  useEffect(() => void prepare(), [prepare])
  const study = studyOf(draft, rules, makings)
  const set = (part: Partial<Draft>) => change({ ...draft, ...part })
  const problemOf = (field: string) => issueSentence(problemAt(problems, [field]))

  async function createStudy() {
    const study = await create()
    if (study) navigate(`/admin/studies/${study}/invites`)
  }

  const createButton = (
    <Button
      look="primary"
      icon="good"
      busy={creating || makings === null}
      disabled={problems.length > 0}
      reason={words.mend}
      onClick={() => void createStudy()}
    >
      {creating ? `${words.creating}…` : words.create}
    </Button>
  )
  return (
    <>
      <h1>{words.title}</h1>
      <ToMend problems={problems} />
      <FieldGroup legend={words.words}>
        <Field
          label={words.titleField}
          maxLength={120}
          value={draft.title}
          problem={problemOf("title")}
          onChange={({ target }) => set({ title: target.value })}
        />
        <Field
          label={words.organiser}
          hint={words.organiserHint}
          maxLength={120}
          value={draft.organiser}
          problem={problemOf("organiser")}
          onChange={({ target }) => set({ organiser: target.value })}
        />
        <TextArea
          label={words.purpose}
          maxLength={2_000}
          value={draft.purpose}
          problem={problemOf("purpose")}
          onChange={({ target }) => set({ purpose: target.value })}
        />
        <NumberField
          label={words.retention}
          value={draft.retentionDays}
          problems={problems}
          path={["retentionDays"]}
          onChange={(retentionDays) => set({ retentionDays })}
        />
      </FieldGroup>
      <RulesFields
        draft={draft}
        study={study}
        rules={rules}
        makings={makings}
        problems={problems}
        onChange={changeRules}
        onDraft={change}
      />
      <StepFoot primary={createButton} back={stepPath("training")} />
      <Section title={words.sheet}>{problems.length === 0 && <SpecSheet spec={study} />}</Section>
    </>
  )
}

function ToMend({ problems }: { problems: readonly DraftProblem[] }) {
  const steps = [...new Set(problems.map(stepOf))].filter((step) => step !== "review")
  if (steps.length === 0) return null
  return (
    <Notice tone="warn" title={words.mend}>
      <ul className={styles.mendList}>
        {steps.map((step) => (
          <li key={step}>
            <Link href={stepPath(step)}>{wizard.step[step]}</Link>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
