import { consent as words } from "../../strings/en.owner.ts"
import { formatCount } from "../../ui/format.ts"
import { Icon } from "../../ui/Icon.tsx"
import { Table } from "../../ui/Table.tsx"
import type { Consent, EgressItem } from "../../workers/participant/consent.ts"
import styles from "./ConsentLists.module.css"

/** Each thing that leaves, with an arrow through the tab's frame, when, and how much over the whole study. */
export function LeavesList({ consent }: { consent: Consent }) {
  const { leaves, statistics } = consent
  return (
    <section className={styles.block} data-kind="leaves" aria-labelledby="consent-leaves">
      <h2 id="consent-leaves">{words.leaves.title}</h2>
      <ul>
        {leaves.map((item) => (
          <li key={item.what}>
            <div>
              <p className={styles.what}>{words.leaves.items[item.what]}</p>
              <p className={styles.detail}>{detailOf(item, consent)}</p>
              {item.what === "row-counts-and-column-sums" && (
                <Sums consent={consent} show={words.leaves.sums.show} />
              )}
              {item.what === "masked-vector" && statistics.length > 0 && (
                <Sums consent={consent} show={words.leaves.sums.showMasked} />
              )}
            </div>
            <p className={styles.size}>
              {words.leaves.about(item.bytes)}
              <span>{words.leaves.when[item.when]}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The numbers themselves, before they leave. */
function Sums({ consent: { statistics, terms }, show }: { consent: Consent; show: string }) {
  const { sums } = words.leaves
  return (
    <details className={styles.sums}>
      <summary>{show}</summary>
      <Table
        caption={sums.caption(terms.rows.training, terms.rows.validation)}
        head={
          <>
            <th scope="col">{sums.head.column}</th>
            <th scope="col" data-number>
              {sums.head.count}
            </th>
            <th scope="col" data-number>
              {sums.head.sum}
            </th>
            <th scope="col" data-number>
              {sums.head.squares}
            </th>
          </>
        }
      >
        {statistics.map(({ name, count, sum, sumOfSquares }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td data-number>{formatCount(count)}</td>
            <td data-number>{sum}</td>
            <td data-number>{sumOfSquares}</td>
          </tr>
        ))}
      </Table>
    </details>
  )
}

function detailOf({ what }: EgressItem, { statistics }: Consent): string {
  switch (what) {
    case "identity":
    case "activity":
    case "request":
    case "validation-measurement":
    case "enrolment":
    case "masked-vector":
    case "aggregation-step":
    case "model-update":
      return words.leaves.details[what]
    case "row-counts-and-column-sums":
      return words.leaves.sums.what(statistics.map(({ name }) => name))
  }
}

/** What stays inside the closed frame. */
export function StaysList({ consent: { readColumns, terms } }: { consent: Consent }) {
  const items = words.stays.items(readColumns)
  return (
    <section className={styles.block} data-kind="stays" aria-labelledby="consent-stays">
      <h2 id="consent-stays">{words.stays.title}</h2>
      <ul>
        {(terms.mode === "secure" ? [...items, words.stays.masked] : items).map((item) => (
          <li key={item}>
            <p>{item}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function SeenList({ consent: { terms }, organiser }: { consent: Consent; organiser: string }) {
  const { seen } = words
  const { mode, protection, relayHost: host } = terms
  return (
    <section className={styles.seen} aria-labelledby="consent-seen">
      <h2 id="consent-seen">{seen.title}</h2>
      <dl>
        <dt>{seen.relay(host)}</dt>
        <dd>{seen.relaySees[mode]}</dd>
        <dt>{seen.organiser(organiser)}</dt>
        <dd>{seen.organiserSees}</dd>
        <dt>{seen.owners}</dt>
        <dd>{seen.ownersSee[mode]}</dd>
        {protection !== null && (
          <>
            <dt className={styles.caution}>
              <Icon name="warn" /> {seen.trust}
            </dt>
            <dd>{seen.trustSees(protection.colluders)}</dd>
          </>
        )}
        <dt className={styles.caution}>
          <Icon name="warn" /> {seen.nobody}
        </dt>
        <dd>{seen.nobodySees}</dd>
      </dl>
    </section>
  )
}
