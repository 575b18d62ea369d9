import { admin } from "../../strings/en.regression-admin.ts"
import { Choice, Field, FieldGroup, Select, TextArea } from "../../ui/Field.tsx"
import { Section } from "../../ui/Page.tsx"
import styles from "./Admin.module.css"
import {
  FEWEST_OWNERS,
  fewestRows,
  MOST_ROWS,
  namesDealer,
  ownersOf,
  type RegressionDraft,
  rowsOf,
} from "./create.ts"

const words = admin.create
const OPENINGS = ["coefficients", "aggregate"] as const

type Part = { draft: RegressionDraft; change: (changes: Partial<RegressionDraft>) => void }

/** What is regressed on what. */
export function ColumnFields({
  names,
  draft: { target, features, units },
  change,
}: Part & { names: readonly string[] }) {
  return (
    <>
      <Select
        label={words.target}
        value={target}
        onChange={({ target: { value } }) =>
          change({ target: value, features: names.filter((name) => name !== value) })
        }
      >
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <FieldGroup legend={words.features}>
        <div className={styles.columns}>
          {names
            .filter((name) => name !== target)
            .map((name) => (
              <Choice
                key={name}
                type="checkbox"
                label={name}
                checked={features.includes(name)}
                onChange={({ target: { checked } }) =>
                  change({
                    features: names.filter((other) => (other === name ? checked : features.includes(other))),
                  })
                }
              />
            ))}
        </div>
      </FieldGroup>
      <details className={styles.disclosure}>
        <summary>{words.units}</summary>
        <p className={styles.quiet}>{words.unitsHint}</p>
        <div className={styles.columns}>
          {[...features, target].map((name) => (
            <Field
              key={name}
              label={name}
              aria-label={words.unitOf(name)}
              maxLength={40}
              value={units[name] ?? ""}
              onChange={({ target: { value } }) => change({ units: { ...units, [name]: value } })}
            />
          ))}
        </div>
      </details>
    </>
  )
}

/** Title, organiser and purpose: the first that an owner reads. */
export function AboutFields({ draft, change }: Part) {
  return (
    <Section title={words.about}>
      <div className={styles.fields}>
        <Field
          label={words.titleField}
          hint={words.titleHint(draft.target)}
          maxLength={120}
          value={draft.title}
          onChange={({ target }) => change({ title: target.value })}
        />
        <Field
          label={words.organiser}
          hint={words.organiserHint}
          maxLength={120}
          value={draft.organiser}
          onChange={({ target }) => change({ organiser: target.value })}
        />
        <TextArea
          label={words.purpose}
          maxLength={2_000}
          value={draft.purpose}
          onChange={({ target }) => change({ purpose: target.value })}
        />
      </div>
    </Section>
  )
}

/** What is opened, by whose help, to whom, and over how many. */
export function OpeningFields({ draft, change }: Part) {
  const { opening } = draft
  const wrongDealer = draft.dealerKey.trim() !== "" && !namesDealer(draft)
  return (
    <>
      <FieldGroup legend={words.opening}>
        {OPENINGS.map((other) => (
          <Choice
            key={other}
            type="radio"
            name="opening"
            label={words.openings[other]}
            hint={words.openingHints[other]}
            checked={opening === other}
            onChange={() => change({ opening: other })}
          />
        ))}
      </FieldGroup>
      {opening === "coefficients" && (
        <>
          <Field
            label={words.dealer}
            hint={words.dealerHint}
            problem={wrongDealer ? words.dealerWrong : undefined}
            autoComplete="off"
            spellCheck={false}
            value={draft.dealerKey}
            onChange={({ target }) => change({ dealerKey: target.value })}
          />
          <Choice
            type="checkbox"
            label={words.determined}
            hint={words.determinedHint}
            checked={draft.acceptsDetermined}
            onChange={({ target }) => change({ acceptsDetermined: target.checked })}
          />
        </>
      )}
      <Field
        label={words.owners}
        hint={words.ownersHint}
        problem={ownersOf(draft) === null ? words.ownersWrong(FEWEST_OWNERS[opening]) : undefined}
        inputMode="numeric"
        value={draft.owners}
        onChange={({ target }) => change({ owners: target.value })}
      />
      <Field
        label={words.mostRows}
        hint={words.mostRowsHint}
        problem={rowsOf(draft) === null ? words.mostRowsWrong(fewestRows(draft), MOST_ROWS) : undefined}
        inputMode="numeric"
        value={draft.mostRows}
        onChange={({ target }) => change({ mostRows: target.value })}
      />
      <Choice
        type="checkbox"
        label={words.see}
        hint={words.seeHint[opening]}
        checked={draft.ownersSeeResult}
        onChange={({ target }) => change({ ownersSeeResult: target.checked })}
      />
    </>
  )
}
