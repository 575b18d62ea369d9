import { PublicKey } from "@tutti/protocol"
import { useStore } from "zustand"
import { owner, shared } from "../../strings/en.inference.ts"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { Choice, Field, FieldGroup } from "../../ui/Field.tsx"
import { Section } from "../../ui/Page.tsx"
import styles from "../Inference.module.css"
import type { OwnerState, OwnerStore } from "./owner-store.ts"

const words = owner.terms
const OUTPUTS = ["label", "scores", "score"] as const
const MOST = 1_000_000

/** What the model owner signs: what is opened to whom, by whose help, and how much of it. */
export function TermsSection({ store }: { store: OwnerStore }) {
  const draft = useStore(store, (state) => state.draft)
  const { change } = store.getState()
  const dealerLink = `${location.origin}/dealer`
  const wrongDealer = draft.dealerKey.trim() !== "" && !namesDealer(draft)
  return (
    <Section title={words.title}>
      <div className={styles.form}>
        <FieldGroup legend={words.output}>
          {OUTPUTS.map((output) => (
            <Choice
              key={output}
              type="radio"
              name="output"
              label={shared.output[output]}
              hint={words.outputHint[output]}
              checked={draft.output === output}
              onChange={() => change({ output })}
            />
          ))}
        </FieldGroup>
        <Field
          label={words.name}
          hint={words.nameHint}
          maxLength={120}
          value={draft.title}
          onChange={({ target }) => change({ title: target.value })}
        />
        <Field
          label={words.organiser}
          maxLength={120}
          value={draft.organiser}
          onChange={({ target }) => change({ organiser: target.value })}
        />
        <Field
          label={words.most}
          hint={words.mostHint}
          type="number"
          min={1}
          max={MOST}
          value={draft.mostRows}
          onChange={({ target }) => change({ mostRows: Number(target.value) })}
        />
        <Field
          label={words.dealer}
          hint={words.dealerHint}
          problem={wrongDealer ? words.dealerWrong : undefined}
          autoComplete="off"
          spellCheck={false}
          value={draft.dealerKey}
          onChange={({ target }) => change({ dealerKey: target.value })}
        />
        <div className={styles.beside}>
          <code>{dealerLink}</code>
          <CopyButton text={dealerLink} label={words.dealerCopy} />
        </div>
      </div>
    </Section>
  )
}

const namesDealer = ({ dealerKey }: OwnerState["draft"]): boolean =>
  PublicKey.safeParse(dealerKey.trim()).success

/** What the offer still needs. */
export function lacking({ model, draft }: Pick<OwnerState, "model" | "draft">): string | undefined {
  const { lacks } = owner
  if (model === null) return lacks.model
  if (draft.title.trim() === "") return lacks.title
  if (draft.organiser.trim() === "") return lacks.organiser
  if (!(Number.isInteger(draft.mostRows) && draft.mostRows >= 1 && draft.mostRows <= MOST)) return lacks.most
  return namesDealer(draft) ? undefined : lacks.dealer
}
