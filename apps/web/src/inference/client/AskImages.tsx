import { useStore } from "zustand"
import { client } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import type { ClientCard, Told } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { Digit } from "../parts/Digit.tsx"
import type { Answered, ClientStore } from "./client-store.ts"
import { PickImages } from "./PickImages.tsx"

const words = client.pick
/** Of a long list the first are shown. */
const MOST_SHOWN = 40
const SCORES_SHOWN = 3

/** Choose images, ask about them, and see the answer. @param reason why nobody can be asked now */
export function AskImages({
  store,
  card,
  reason,
}: {
  store: ClientStore
  card: ClientCard
  reason: string | undefined
}) {
  const answered = useStore(store, (state) => state.answered)
  const { height, width, channels } = card.spec.network.input
  return (
    <>
      {answered !== null && <AnswerSection answered={answered} />}
      <PickImages store={store} takesDigits={height === 28 && width === 28 && channels === 1} />
      <ChosenSection store={store} most={card.spec.mostRows} reason={reason} />
    </>
  )
}

function ChosenSection({
  store,
  most,
  reason,
}: {
  store: ClientStore
  most: number
  reason: string | undefined
}) {
  const { chosen, busy, remove, empty, ask } = useStore(store)
  const missing = chosen.length === 0 ? words.lacksImage : chosen.length > most ? words.tooMany(most) : reason
  return (
    <Section title={words.chosen}>
      {chosen.length === 0 && <p className={styles.quiet}>{words.none}</p>}
      <ul className={styles.pictures} aria-label={words.chosen}>
        {chosen.slice(0, MOST_SHOWN).map(({ id, picture }, place) => (
          <li key={id} className={styles.preview}>
            <Digit picture={picture} label={words.picture(place + 1)} />
            <Button
              look="quiet"
              icon="close"
              disabled={busy}
              aria-label={words.remove(place + 1)}
              onClick={() => remove(id)}
            />
          </li>
        ))}
      </ul>
      {chosen.length > MOST_SHOWN && <p>{words.more(chosen.length - MOST_SHOWN)}</p>}
      <div className={styles.beside} style={{ marginTop: "var(--s4)" }}>
        <Button
          look="primary"
          icon="lock"
          busy={busy}
          disabled={missing !== undefined}
          reason={missing}
          onClick={() => void ask()}
        >
          {words.ask(Math.max(1, chosen.length))}
        </Button>
        {chosen.length > 1 && (
          <Button look="quiet" icon="remove" disabled={busy} onClick={empty}>
            {words.empty}
          </Button>
        )}
      </div>
      {missing !== undefined && !busy && <p className={styles.quiet}>{missing}</p>}
    </Section>
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
