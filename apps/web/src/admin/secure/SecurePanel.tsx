import type { StudyView } from "@tutti/protocol"
import { safety, shield as words } from "../../strings/en.secure.ts"
import { Explain } from "../../ui/Explain.tsx"
import { Figure, Figures } from "../../ui/Figure.tsx"
import { formatChosenShare, formatCount } from "../../ui/format.ts"
import { ErrorNotice, Notice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { SafetyNumber } from "../../ui/SafetyNumber.tsx"
import { protectionOf } from "../../workers/participant/protection.ts"
import { Enrolment } from "./Enrolment.tsx"
import styles from "./Secure.module.css"
import { useSafetyNumber } from "./useSafetyNumber.ts"

/**
 * What a secure study rests on: before the start its owners and their freeze, from then on the number to compare and
 * what the relay can see.
 */
export default function SecurePanel({ view, observes }: { view: StudyView; observes: boolean }) {
  const { spec, secure } = view
  const policy = spec.secure
  if (secure === undefined || policy === undefined) return null
  if (secure.roster === null)
    return (
      <>
        <DemonstrationNotice view={view} />
        <Enrolment view={view} observes={observes} />
      </>
    )
  return (
    <>
      <DemonstrationNotice view={view} />
      <div className={styles.pair}>
        <Safety view={view} observes={observes} />
        <Shield view={view} />
      </div>
    </>
  )
}

function Safety({ view, observes }: { view: StudyView; observes: boolean }) {
  const found = useSafetyNumber(view)
  return (
    <Section title={safety.title}>
      {found.kind === "forged" && <ErrorNotice error={{ ...safety.forged, code: found.code }} />}
      {found.kind === "number" && (
        <>
          <SafetyNumber digits={found.digits} label={safety.label} />
          <p className={styles.text}>{observes ? safety.observed : safety.lead}</p>
        </>
      )}
    </Section>
  )
}

function Shield({ view: { spec, secure } }: { view: StudyView }) {
  if (secure === undefined || spec.secure === undefined) return null
  const { owners, threshold, aggregation } = secure
  const { fewest, colluders } = protectionOf(spec.secure, owners)
  return (
    <Section title={words.title}>
      <p className={styles.statement}>{words.statement}</p>
      <p className={styles.text}>{words.promise(fewest, owners, colluders)}</p>
      <Figures label={words.title}>
        <Figure
          label={<Explain sentence={words.explain.owners}>{words.owners}</Explain>}
          value={formatCount(owners)}
        />
        <Figure
          label={<Explain sentence={words.explain.fewest}>{words.fewest}</Explain>}
          value={formatCount(fewest)}
        />
        <Figure
          label={<Explain sentence={words.explain.staying}>{words.staying}</Explain>}
          value={formatChosenShare(1 - spec.secure.dropoutPerTenThousand / 10_000)}
        />
        {threshold !== null && (
          <Figure
            label={<Explain sentence={words.explain.threshold}>{words.threshold}</Explain>}
            value={formatCount(threshold)}
            unit={words.thresholdOf(owners)}
          />
        )}
        <Figure
          label={<Explain sentence={words.explain.colluders}>{words.colluders}</Explain>}
          value={formatCount(colluders)}
        />
      </Figures>
      {aggregation !== null && (
        <p className={styles.sum} role="status">
          {words.sum(
            words.purpose[aggregation.purpose],
            words.phase[aggregation.phase],
            aggregation.have,
            aggregation.need,
          )}
          {aggregation.dropped > 0 && words.dropped(aggregation.dropped)}
        </p>
      )}
    </Section>
  )
}

function DemonstrationNotice({ view: { spec } }: { view: StudyView }) {
  if (spec.secure === undefined) return null
  const { fewest, isDemonstration } = protectionOf(spec.secure, null)
  if (!isDemonstration) return null
  return (
    <div className={styles.notice}>
      <Notice tone="warn" title={words.demonstration.title}>
        <p>{words.demonstration.text(fewest)}</p>
      </Notice>
    </div>
  )
}
