import { landing as words } from "../../strings/en.owner.ts"
import { Button } from "../../ui/Button.tsx"
import { Explain } from "../../ui/Explain.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import { useOwner } from "../OwnerContext.ts"
import { Border } from "../parts/Border.tsx"
import { ColumnList } from "../parts/ColumnList.tsx"
import { FileButton } from "../parts/FileButton.tsx"
import { Demonstration, ModeWords } from "../parts/ModeWords.tsx"
import { ProblemNotice } from "../parts/ProblemNotice.tsx"
import { ReadingProgress } from "../parts/ReadingProgress.tsx"
import { Steps } from "../parts/Steps.tsx"
import styles from "./Stage.module.css"

/** The landing: who asks, what for, what it takes; and the first step, choosing the data. */
export function Choose() {
  const opened = useOwner((state) => state.opened)
  const reading = useOwner((state) => state.reading)
  const problem = useOwner((state) => state.problem)
  const choose = useOwner((state) => state.choose)
  if (opened === null) return null
  const { card } = opened
  const { spec } = card
  const { training, dataset } = spec
  const facts = words.facts
  return (
    <>
      <Steps at={1} />
      <PageHead above={words.above(spec.organiser)} title={spec.title} lead={spec.purpose} />
      <Demonstration protection={card.protection} />
      <Border mode={spec.mode} />
      <dl className={styles.facts} aria-label={facts.label}>
        <dt>{facts.needs}</dt>
        <dd>
          {facts.columns(dataset.columns.length, dataset.target.name)}
          <ColumnList schema={dataset} />
        </dd>
        <dt>{facts.time}</dt>
        <dd>{facts.timeText(training.rounds, training.deadlines.firstMs)}</dd>
        <dt>{facts.people}</dt>
        <dd>{facts.peopleText(card.protection?.fewest ?? training.quorum.minOwners)}</dd>
        <dt>{facts.mode}</dt>
        <dd>
          <ModeWords mode={spec.mode} protection={card.protection} />
        </dd>
        <dt>
          <Explain sentence={facts.wordsText}>{facts.words}</Explain>
        </dt>
        <dd className={styles.words}>{card.words.join(" ")}</dd>
      </dl>
      <Section title={words.choose.title}>
        <p className={styles.text}>{words.choose.lead}</p>
        {problem !== null && (
          <div className={styles.notice}>
            <ProblemNotice problem={problem} />
          </div>
        )}
        <div className={styles.actions}>
          <FileButton
            look="primary"
            label={words.choose.file}
            hint={words.choose.drop}
            disabled={reading !== null}
            onPick={({ file, handle }) => choose({ kind: "file", file, handle })}
          />
        </div>
        {card.hasSample && (
          <div className={styles.actions}>
            <Button icon="sample" disabled={reading !== null} onClick={() => choose({ kind: "sample" })}>
              {words.choose.sample}
            </Button>
            <span className={styles.soft}>{words.choose.sampleHint}</span>
          </div>
        )}
        {reading !== null && <ReadingProgress reading={reading} />}
      </Section>
    </>
  )
}
