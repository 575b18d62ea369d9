import { useState } from "react"
import consent from "../../owner/parts/ConsentLists.module.css"
import stage from "../../owner/stages/Stage.module.css"
import { client, shared } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { Choice } from "../../ui/Field.tsx"
import { formatCount } from "../../ui/format.ts"
import { Icon } from "../../ui/Icon.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import type { ClientCard } from "../../workers/inference/api.ts"

const words = client.consent

/** What leaves, what stays, who could see more: made from the signed terms, before any image is chosen. */
export function Consent({ card, onAgree }: { card: ClientCard; onAgree: () => void }) {
  const [agreed, setAgreed] = useState(false)
  const { title, organiser, output } = card.spec
  return (
    <>
      <PageHead above={client.above(organiser)} title={title} lead={client.lead[output]} />
      <section className={consent.block} data-kind="leaves" aria-labelledby="consent-leaves">
        <h2 id="consent-leaves">{words.leaves.title}</h2>
        <ul>
          {words.leaves.items(output).map(({ what, detail }) => (
            <li key={what}>
              <div>
                <p className={consent.what}>{what}</p>
                <p className={consent.detail}>{detail}</p>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section className={consent.block} data-kind="stays" aria-labelledby="consent-stays">
        <h2 id="consent-stays">{words.stays.title}</h2>
        <ul>
          {words.stays.items(output).map((item) => (
            <li key={item}>
              <p>{item}</p>
            </li>
          ))}
        </ul>
      </section>
      <WhoCouldSee host={card.relayHost} />
      <Section title={words.terms.title}>
        <Terms card={card} />
      </Section>
      <div className={stage.agreement}>
        <Choice
          type="checkbox"
          label={words.agree}
          checked={agreed}
          onChange={({ target }) => setAgreed(target.checked)}
        />
        <div className={stage.actions}>
          <Button look="primary" icon="forward" disabled={!agreed} reason={words.blocked} onClick={onAgree}>
            {words.go}
          </Button>
        </div>
      </div>
    </>
  )
}

function WhoCouldSee({ host }: { host: string }) {
  const { seen } = words
  const cautions = [
    { who: seen.dealer, sees: seen.dealerSees },
    { who: seen.dealerClient, sees: seen.dealerClientSees },
    { who: seen.relayDealer, sees: seen.relayDealerSees },
    { who: seen.answers, sees: seen.answersSee },
  ]
  return (
    <section className={consent.seen} aria-labelledby="consent-seen">
      <h2 id="consent-seen">{seen.title}</h2>
      <dl>
        <dt>{seen.relay(host)}</dt>
        <dd>{seen.relaySees}</dd>
        {cautions.map(({ who, sees }) => [
          <dt key={who} className={consent.caution}>
            <Icon name="warn" /> {who}
          </dt>,
          <dd key={sees}>{sees}</dd>,
        ])}
      </dl>
    </section>
  )
}

function Terms({ card: { spec, hash, cost } }: { card: ClientCard }) {
  const { terms } = words
  return (
    <dl className={stage.facts}>
      <dt>{terms.opened}</dt>
      <dd>{shared.output[spec.output]}</dd>
      <dt>{terms.most}</dt>
      <dd>{formatCount(spec.mostRows)}</dd>
      <dt>{terms.copies}</dt>
      <dd>{terms.copiesValue(spec.canaryRows)}</dd>
      <dt>{terms.network}</dt>
      <dd>{terms.networkValue(spec.network.layers.length, spec.fractionBits)}</dd>
      <dt>{terms.cost}</dt>
      <dd>{terms.costValue(cost.roundsPerBatch, cost.onlineBytes)}</dd>
      <dt>{terms.dealer}</dt>
      <dd>
        <code className={stage.hash}>{spec.dealerKey}</code>
      </dd>
      <dt>{terms.hash}</dt>
      <dd>
        <code className={stage.hash}>{hash}</code>
      </dd>
    </dl>
  )
}
