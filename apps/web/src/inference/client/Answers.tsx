import { useStore } from "zustand"
import { client } from "../../strings/en.inference.ts"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import type { Counted, Told } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { Digit } from "../parts/Digit.tsx"
import { type Answered, type ClientStore, MOST_SHOWN } from "./client-store.ts"

const words = client.pick
const SCORES_SHOWN = 3

/** What was put together in this tab, and nowhere else. */
export function Answers({ store }: { store: ClientStore }) {
  const answered = useStore(store, (state) => state.answered)
  const counted = useStore(store, (state) => state.counted)
  return (
    <>
      {answered !== null && <AnswerSection answered={answered} />}
      {counted !== null && <CountedSection counted={counted} />}
    </>
  )
}

function AnswerSection({ answered: { chosen, told } }: { answered: Answered }) {
  const { title, one, lead } = client.answer
  const [first] = chosen
  const [only] = told
  return (
    <Section title={title}>
      <div role="status" className={styles.stack}>
        {told.length === 1 && first !== undefined && only !== undefined && (
          <div className={styles.answer}>
            <Digit picture={first.picture} label={words.picture(1)} size="large" />
            <p className={styles.verdict}>
              {one} <strong>{only.label}</strong>
            </p>
            {only.scores !== null && <p>{highest(only)}</p>}
          </div>
        )}
        {told.length > 1 && <AnswersTable answered={{ chosen, told }} />}
        <p className={styles.quiet}>{lead}</p>
      </div>
    </Section>
  )
}

function AnswersTable({ answered: { chosen, told } }: { answered: Answered }) {
  const { caption, head } = client.answer
  const withScores = told.some(({ scores }) => scores !== null)
  return (
    <>
      <Table
        caption={caption}
        captionHidden
        head={
          <>
            <th scope="col">{head.image}</th>
            <th scope="col" data-number>
              {head.label}
            </th>
            {withScores && <th scope="col">{head.scores}</th>}
          </>
        }
      >
        {chosen.slice(0, MOST_SHOWN).map(({ id, picture }, place) => {
          const own = told[place]
          return (
            <tr key={id}>
              <th scope="row">
                <Digit picture={picture} label={words.picture(place + 1)} />
              </th>
              <td data-number>{own?.label}</td>
              {withScores && <td>{own && highest(own)}</td>}
            </tr>
          )
        })}
      </Table>
      {told.length > MOST_SHOWN && <p>{words.more(told.length - MOST_SHOWN)}</p>}
    </>
  )
}

function highest({ scores }: Told): string {
  return [...(scores ?? []).entries()]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, SCORES_SHOWN)
    .map(([label, score]) => client.answer.score(label, score))
    .join(", ")
}

function CountedSection({ counted: { correct, rows } }: { counted: Counted }) {
  const { title, counted, accuracy, countedLead } = client.answer
  return (
    <Section title={title}>
      <div role="status" className={styles.stack}>
        <p className={`${styles.verdict} ${styles.counted}`}>
          <strong>{counted(correct, rows)}</strong> {accuracy(correct / rows)}
        </p>
        <p className={styles.quiet}>{countedLead}</p>
      </div>
    </Section>
  )
}
