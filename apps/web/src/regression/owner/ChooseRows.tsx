import type { ReactNode } from "react"
import { FileButton } from "../../owner/parts/FileButton.tsx"
import { Steps } from "../../owner/parts/Steps.tsx"
import styles from "../../owner/stages/Stage.module.css"
import { owner as words } from "../../strings/en.regression-owner.ts"
import { Button } from "../../ui/Button.tsx"
import { Notice } from "../../ui/Notice.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import type {
  CheckedFile,
  ColumnChoice,
  RegressionCard,
  RegressionOpened,
  RegressionProblem,
} from "../../workers/regression/api.ts"
import { RegressionNotice } from "../RegressionNotice.tsx"
import { FitTable } from "./FitTable.tsx"
import { TellMisfit } from "./TellMisfit.tsx"

/** The landing: who asks, what for, what becomes known; then the file, and whether it fits. Nothing is sent by itself. */
export function ChooseRows({
  opened: { card, returning },
  checked,
  problem,
  busy,
  told,
  bytesOut,
  onFile,
  onSample,
  onChoice,
  onTell,
  onNext,
}: {
  opened: RegressionOpened
  checked: CheckedFile | null
  problem: RegressionProblem | null
  busy: boolean
  /** The organiser has been told of this file as it is read now. */
  told: boolean
  bytesOut: number
  onFile: (file: File) => void
  onSample: () => void
  onChoice: (choice: ColumnChoice) => void
  onTell: (label: string) => void
  onNext: () => void
}) {
  const { choose, check } = words
  const { spec } = card
  return (
    <>
      <Steps at={checked === null ? 1 : 2} />
      <PageHead above={words.above(spec.organiser)} title={spec.title} lead={spec.purpose} />
      <Facts card={card} />
      <Section title={choose.title}>
        <p className={styles.text}>{returning === null ? choose.lead : choose.again(returning.fileName)}</p>
        {problem !== null && <Noticed problem={problem} bytesOut={bytesOut} />}
        {checked !== null && checked.problem !== null && (
          <Noticed problem={checked.problem} bytesOut={bytesOut}>
            <p className={styles.under}>{check.mend}</p>
          </Noticed>
        )}
        {checked !== null && checked.problem === null && <Fits checked={checked} onNext={onNext} />}
        <div className={styles.actions}>
          <FileButton
            look={checked === null ? "primary" : "plain"}
            label={checked === null ? choose.button : check.another}
            hint={choose.drop}
            disabled={busy}
            onPick={({ file }) => onFile(file)}
          />
        </div>
        {card.hasSample && (
          <div className={styles.actions}>
            <Button icon="sample" disabled={busy} onClick={onSample}>
              {choose.sample}
            </Button>
            <span className={styles.soft}>{choose.sampleHint}</span>
          </div>
        )}
        {busy && <p role="status">{choose.reading}</p>}
      </Section>
      {checked !== null && checked.problem !== null && (
        <TellMisfit organiser={spec.organiser} busy={busy} told={told} onTell={onTell} />
      )}
      <Section title={words.columns.caption}>
        <FitTable spec={spec} checked={checked} busy={busy} onChoose={onChoice} />
      </Section>
    </>
  )
}

function Facts({ card: { spec, words: studyWords } }: { card: RegressionCard }) {
  const { facts } = words
  const { features, target } = spec.design
  return (
    <dl className={styles.facts} aria-label={facts.label}>
      <dt>{facts.what}</dt>
      <dd>
        {facts.whatText(
          target.name,
          features.map(({ name }) => name),
        )}
      </dd>
      <dt>{facts.opening}</dt>
      <dd>{facts.opens[spec.opening](spec.ownersSeeResult)}</dd>
      <dt>{facts.people}</dt>
      <dd>{facts.peopleText(spec.secure.minimumCohort)}</dd>
      <dt>{facts.words}</dt>
      <dd>
        <span className={styles.words}>{studyWords.join(" ")}</span>
        <span className={styles.note}>{facts.wordsText}</span>
      </dd>
    </dl>
  )
}

function Noticed({
  problem,
  bytesOut,
  children,
}: {
  problem: RegressionProblem
  bytesOut: number
  children?: ReactNode
}) {
  return (
    <div className={styles.notice}>
      <RegressionNotice problem={problem} bytesOut={bytesOut} />
      {children}
    </div>
  )
}

/** The answer to the question whether the file fits, and the way on. */
function Fits({ checked, onNext }: { checked: CheckedFile; onNext: () => void }) {
  const { check } = words
  return (
    <div className={styles.notice}>
      <Notice
        tone="good"
        title={check.fits(checked.rows)}
        actions={
          <Button look="primary" icon="forward" onClick={onNext}>
            {check.next}
          </Button>
        }
      >
        <p>{check.lead(checked.fileName)}</p>
        <p>{check.every}</p>
        {checked.leftOut > 0 && <p>{check.lost(checked.leftOut)}</p>}
      </Notice>
    </div>
  )
}
