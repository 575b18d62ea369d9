import type { ColumnFinding, RegressionSpec } from "@tutti/protocol"
import { type FormEvent, useState } from "react"
import consentStyles from "../../owner/parts/ConsentLists.module.css"
import { Steps } from "../../owner/parts/Steps.tsx"
import styles from "../../owner/stages/Stage.module.css"
import { shared } from "../../strings/en.regression.ts"
import { owner } from "../../strings/en.regression-owner.ts"
import { Button } from "../../ui/Button.tsx"
import { Choice, Field } from "../../ui/Field.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import type { RegressionCard, RegressionProblem } from "../../workers/regression/api.ts"
import { OpenedList } from "../OpenedList.tsx"
import { RegressionNotice } from "../RegressionNotice.tsx"

const words = owner.consent

/** Everything that a run opens and whoever could learn more with whom; nothing is ticked, and nothing has been sent. */
export function Agreement({
  card,
  findings,
  problem,
  busy,
  onAgree,
  onBack,
}: {
  card: RegressionCard
  findings: readonly ColumnFinding[]
  problem: RegressionProblem | null
  busy: boolean
  onAgree: (label: string) => void
  onBack: () => void
}) {
  const [agreed, setAgreed] = useState(false)
  const [label, setLabel] = useState("")
  const { spec, opens } = card
  function submit(event: FormEvent) {
    event.preventDefault()
    if (agreed) onAgree(label)
  }
  return (
    <>
      <Steps at={3} />
      <PageHead title={words.title} lead={words.lead} />
      <Leaves spec={spec} findings={findings} />
      <Stays spec={spec} />
      <Section title={shared.opened.title}>
        <p className={styles.before}>{words.opened[spec.opening]}</p>
        <OpenedList opens={opens} spec={spec} caption={shared.opened.title} />
      </Section>
      <WhoLearns card={card} />
      <Section title={words.terms.title}>
        <Terms card={card} />
      </Section>
      {problem !== null && (
        <div className={styles.notice}>
          <RegressionNotice problem={problem} />
        </div>
      )}
      <form className={styles.agreement} onSubmit={submit}>
        <Field
          label={words.label}
          hint={words.labelHint}
          maxLength={40}
          autoComplete="off"
          value={label}
          onChange={({ target }) => setLabel(target.value)}
        />
        <Choice
          type="checkbox"
          label={words.agree}
          checked={agreed}
          onChange={({ target }) => setAgreed(target.checked)}
        />
        <div className={styles.actions}>
          <Button
            look="primary"
            type="submit"
            busy={busy}
            disabled={!agreed}
            reason={words.blocked}
            icon="note"
          >
            {words.join}
          </Button>
          <Button icon="back" onClick={onBack}>
            {words.back}
          </Button>
        </div>
        <p className={styles.aside}>{words.leaveAnyTime}</p>
      </form>
    </>
  )
}

type Spec = { spec: RegressionSpec }

/** Each thing that leaves, with an arrow through the tab's frame, and when. */
function Leaves({ spec, findings }: Spec & { findings: readonly ColumnFinding[] }) {
  const { title, once, eachRun, join, readiness, run, failure } = words.leaves
  const gaps = columnNames(spec).filter((_, at) => findings[at] !== "fits")
  const items = [
    { ...join, when: once },
    { what: readiness.what, detail: readiness.detail(gaps), when: once },
    ...[...run[spec.opening], failure].map((item) => ({ ...item, when: eachRun })),
  ]
  return (
    <section className={consentStyles.block} data-kind="leaves" aria-labelledby="consent-leaves">
      <h2 id="consent-leaves">{title}</h2>
      <ul>
        {items.map(({ what, detail, when }) => (
          <li key={what}>
            <div>
              <p className={consentStyles.what}>{what}</p>
              <p className={consentStyles.detail}>{detail}</p>
            </div>
            <p className={consentStyles.size}>{when}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** In the order in which a file's findings name them. */
const columnNames = ({ design: { features, target, weight } }: RegressionSpec): string[] =>
  [...features, target, ...(weight === null ? [] : [weight])].map(({ name }) => name)

/** What stays inside the closed frame. */
function Stays({ spec }: Spec) {
  return (
    <section className={consentStyles.block} data-kind="stays" aria-labelledby="consent-stays">
      <h2 id="consent-stays">{words.stays.title}</h2>
      <ul>
        {words.stays.items(columnNames(spec)).map((item) => (
          <li key={item}>
            <p>{item}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Terms({ card: { spec, relayHost, studyHash, words: studyWords } }: { card: RegressionCard }) {
  const { terms } = words
  return (
    <dl className={styles.facts}>
      <dt>{terms.owners}</dt>
      <dd>{terms.ownersValue[spec.opening](spec.secure.minimumCohort)}</dd>
      <dt>{terms.runs}</dt>
      <dd>{terms.runsValue(spec.mostRuns)}</dd>
      <dt>{terms.retention}</dt>
      <dd>{terms.retentionValue(spec.retentionDays)}</dd>
      <dt>{terms.relay}</dt>
      <dd>{relayHost}</dd>
      <dt>{terms.hash}</dt>
      <dd className={styles.words}>
        {studyWords.join(" ")}
        <span className={styles.hash}>{studyHash}</span>
      </dd>
    </dl>
  )
}

function WhoLearns({ card: { spec, relayHost, colluders } }: { card: RegressionCard }) {
  const { seen } = words
  const { opening, ownersSeeResult } = spec
  const caution = (sentence: string) => (
    <dt className={consentStyles.caution}>
      <Icon name="warn" /> {sentence}
    </dt>
  )
  return (
    <section className={consentStyles.seen} aria-labelledby="consent-seen">
      <h2 id="consent-seen">{seen.title}</h2>
      <dl>
        <dt>{seen.relay(relayHost)}</dt>
        <dd>{seen.relaySees[opening]}</dd>
        <dt>{seen.organiser(spec.organiser)}</dt>
        <dd>{seen.organiserSees[opening]}</dd>
        <dt>{seen.owners}</dt>
        <dd>{seen.ownersSee(opening, ownersSeeResult)}</dd>
        {opening === "coefficients" && (
          <>
            <dt>{seen.dealer}</dt>
            <dd>
              {seen.dealerSees} {seen.dealerWho(spec.organiser)}
              <code className={styles.hash}>{spec.dealerKey}</code>
            </dd>
            {caution(seen.dealerWith)}
            <dd>{seen.dealerWithSees}</dd>
          </>
        )}
        {caution(seen.ownersTogether)}
        <dd>{seen.ownersTogetherSee(opening, ownersSeeResult)}</dd>
        {caution(seen.trust)}
        <dd>{seen.trustSees[opening](colluders)}</dd>
        {caution(seen.nobody)}
        <dd>
          {seen.nobodySees}
          {spec.acceptsDetermined && ` ${seen.determined}`}
        </dd>
      </dl>
    </section>
  )
}
