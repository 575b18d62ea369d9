import { useState } from "react"
import { dealer as words } from "../strings/en.dealer.ts"
import { Button } from "../ui/Button.tsx"
import { Choice } from "../ui/Field.tsx"
import { Notice } from "../ui/Notice.tsx"
import { PageHead, Section } from "../ui/Page.tsx"
import styles from "./Dealer.module.css"

/** What a dealer does, sees and could do, before it makes a key. Who owns rows is turned away. */
export function DealerPromise({
  ownsRows,
  busy,
  onDeal,
}: {
  ownsRows: boolean
  busy: boolean
  onDeal: () => void
}) {
  const [promised, setPromised] = useState(false)
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      {[words.does, words.sees, words.could].map(({ title, items }) => (
        <Section key={title} title={title}>
          <ul className={styles.list}>
            {items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </Section>
      ))}
      {ownsRows ? (
        <Notice tone="bad" title={words.owns.title}>
          <p>{words.owns.text}</p>
        </Notice>
      ) : (
        <div className={styles.promise}>
          <Choice
            type="checkbox"
            label={words.promise}
            checked={promised}
            onChange={({ target }) => setPromised(target.checked)}
          />
          <Button
            look="primary"
            icon="forward"
            busy={busy}
            disabled={!promised}
            reason={words.blocked}
            onClick={onDeal}
          >
            {words.deal}
          </Button>
        </div>
      )}
    </>
  )
}
