import { consent, landing } from "../../strings/en.owner.ts"
import type { Consent } from "../../workers/participant/consent.ts"
import styles from "../stages/Stage.module.css"

const terms = consent.terms

/** The study's terms as figures, from the specification that the hash stands for. */
export function Terms({ consent: { terms: agreed }, words }: { consent: Consent; words: readonly string[] }) {
  return (
    <dl className={styles.facts}>
      <dt>{terms.mode}</dt>
      <dd>{landing.modeName[agreed.mode]}</dd>
      <dt>{terms.scheme}</dt>
      <dd>{terms.schemes[agreed.scheme]}</dd>
      <dt>{terms.rounds}</dt>
      <dd>{terms.roundsValue(agreed.rounds, agreed.epochs)}</dd>
      <dt>{terms.model}</dt>
      <dd>{terms.modelValue(agreed.parameters, agreed.modelBytes)}</dd>
      <dt>{terms.rows}</dt>
      <dd>{terms.rowsValue(agreed.rows.training, agreed.rows.validation)}</dd>
      {agreed.protection === null ? (
        <>
          <dt>{terms.quorum}</dt>
          <dd>{terms.quorumValue(agreed.minOwners, agreed.quorumFraction)}</dd>
        </>
      ) : (
        <>
          <dt>{terms.sum}</dt>
          <dd>{terms.sumValue(agreed.protection.fewest)}</dd>
        </>
      )}
      {agreed.maxContributions !== null && (
        <>
          <dt>{terms.contributions}</dt>
          <dd>{terms.contributionsValue(agreed.maxContributions)}</dd>
        </>
      )}
      <dt>{terms.upload}</dt>
      <dd>{terms.uploadValue(agreed.estimatedBytes)}</dd>
      <dt>{terms.retention}</dt>
      <dd>{terms.retentionValue(agreed.retentionDays)}</dd>
      <dt>{terms.relay}</dt>
      <dd>{agreed.relayHost}</dd>
      <dt>{terms.hash}</dt>
      <dd className={styles.words}>
        {words.join(" ")}
        <span className={styles.hash}>{agreed.studyHash}</span>
      </dd>
    </dl>
  )
}
