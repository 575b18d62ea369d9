import { FileButton } from "../../owner/parts/FileButton.tsx"
import { Steps } from "../../owner/parts/Steps.tsx"
import styles from "../../owner/stages/Stage.module.css"
import { owner as words } from "../../strings/en.regression.ts"
import { Button } from "../../ui/Button.tsx"
import { Notice } from "../../ui/Notice.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import type { CheckedRows, RegressionOpened, RegressionProblem } from "../../workers/regression/api.ts"
import { RegressionNotice } from "../RegressionNotice.tsx"
import { DesignColumns } from "./DesignColumns.tsx"

/** The landing: who asks, what for, what becomes known; then the file, and whether it fits. Nothing is sent here. */
export function ChooseRows({
  opened: { card, returning },
  checked,
  problem,
  busy,
  onChoose,
  onSample,
  onNext,
}: {
  opened: RegressionOpened
  checked: CheckedRows | null
  problem: RegressionProblem | null
  busy: boolean
  onChoose: (file: File) => void
  onSample: () => void
  onNext: () => void
}) {
  const { spec } = card
  const { facts, choose } = words
  const names = spec.design.features.map(({ name }) => name)
  return (
    <>
      <Steps at={checked === null ? 1 : 2} />
      <PageHead above={words.above(spec.organiser)} title={spec.title} lead={spec.purpose} />
      <dl className={styles.facts} aria-label={facts.label}>
        <dt>{facts.what}</dt>
        <dd>{facts.whatText(spec.design.target.name, names)}</dd>
        <dt>{facts.opening}</dt>
        <dd>{facts.opens[spec.opening](spec.ownersSeeResult)}</dd>
        <dt>{facts.people}</dt>
        <dd>{facts.peopleText(spec.secure.minimumCohort)}</dd>
        <dt>{facts.words}</dt>
        <dd>
          <span className={styles.words}>{card.words.join(" ")}</span>
          <span className={styles.note}>{facts.wordsText}</span>
        </dd>
      </dl>
      <Section title={choose.title}>
        <p className={styles.text}>{returning === null ? choose.lead : choose.again(returning.fileName)}</p>
        {problem !== null && (
          <div className={styles.notice}>
            <RegressionNotice problem={problem} />
          </div>
        )}
        {checked !== null && (
          <div className={styles.notice}>
            <Notice
              tone="good"
              title={words.check.fits(checked.rows)}
              actions={
                <Button look="primary" icon="forward" onClick={onNext}>
                  {words.check.next}
                </Button>
              }
            >
              <p>{words.check.lead(checked.fileName)}</p>
              <p>{words.check.every}</p>
              {checked.leftOut > 0 && <p>{words.check.lost(checked.leftOut)}</p>}
            </Notice>
          </div>
        )}
        <div className={styles.actions}>
          <FileButton
            look={checked === null ? "primary" : "plain"}
            label={checked === null ? choose.button : words.check.another}
            hint={choose.drop}
            disabled={busy}
            onPick={({ file }) => onChoose(file)}
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
      <Section title={words.columns.caption}>
        <DesignColumns spec={spec} />
      </Section>
    </>
  )
}
