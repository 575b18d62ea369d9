import { type FormEvent, useState } from "react"
import consentStyles from "../../owner/parts/ConsentLists.module.css"
import { Steps } from "../../owner/parts/Steps.tsx"
import styles from "../../owner/stages/Stage.module.css"
import { owner, shared } from "../../strings/en.regression.ts"
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
  problem,
  busy,
  onAgree,
  onBack,
}: {
  card: RegressionCard
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
      <Section title={shared.opened.title}>
        <p className={styles.text}>{words.opened[spec.opening]}</p>
        <OpenedList opens={opens} opening={spec.opening} caption={shared.opened.title} />
      </Section>
      <WhoLearns card={card} />
      <p className={styles.under}>{words.terms(spec.mostRuns, spec.retentionDays)}</p>
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
          <Button look="primary" type="submit" busy={busy} disabled={!agreed} reason={words.blocked}>
            {words.join}
          </Button>
          <Button icon="back" onClick={onBack}>
            {words.back}
          </Button>
        </div>
      </form>
    </>
  )
}

function WhoLearns({ card: { spec } }: { card: RegressionCard }) {
  const { seen } = words
  const { opening } = spec
  const caution = (sentence: string) => (
    <dt className={consentStyles.caution}>
      <Icon name="warn" /> {sentence}
    </dt>
  )
  return (
    <section className={consentStyles.seen} aria-labelledby="consent-seen">
      <h2 id="consent-seen">{seen.title}</h2>
      <dl>
        <dt>{seen.relay}</dt>
        <dd>{seen.relaySees[opening]}</dd>
        <dt>{seen.organiser(spec.organiser)}</dt>
        <dd>{seen.organiserSees[opening]}</dd>
        <dt>{seen.owners}</dt>
        <dd>{seen.ownersSee(opening, spec.ownersSeeResult)}</dd>
        {opening === "coefficients" && (
          <>
            <dt>{seen.dealer}</dt>
            <dd>
              {seen.dealerSees} {seen.dealerKey}: <code className={styles.hash}>{spec.dealerKey}</code>
            </dd>
            {caution(seen.dealerWith)}
            <dd>{seen.dealerWithSees}</dd>
          </>
        )}
        {caution(seen.ownersTogether)}
        <dd>{seen.ownersTogetherSee[opening]}</dd>
        {caution(seen.nobody)}
        <dd>
          {seen.nobodySees}
          {spec.acceptsDetermined && ` ${seen.determined}`}
        </dd>
      </dl>
    </section>
  )
}
