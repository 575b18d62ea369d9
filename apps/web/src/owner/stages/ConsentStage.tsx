import { type FormEvent, useState } from "react"
import { consent as words } from "../../strings/en.owner.ts"
import { Button } from "../../ui/Button.tsx"
import { Choice, Field } from "../../ui/Field.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import { useOwner } from "../OwnerContext.ts"
import { LeavesList, SeenList, StaysList } from "../parts/ConsentLists.tsx"
import { Demonstration, ModeWords } from "../parts/ModeWords.tsx"
import { ProblemNotice } from "../parts/ProblemNotice.tsx"
import { Steps } from "../parts/Steps.tsx"
import { Terms } from "../parts/Terms.tsx"
import styles from "./Stage.module.css"

/** What leaves, what never does, who can see it; nothing is ticked, and nothing has been sent. */
export default function ConsentStage() {
  const consent = useOwner((state) => state.consent)
  const card = useOwner((state) => state.opened?.card)
  const problem = useOwner((state) => state.problem)
  if (consent === null || card === undefined) return null
  const { mode } = card.spec
  return (
    <>
      <Steps at={3} />
      <PageHead title={words.title} lead={words.lead} />
      <Demonstration protection={consent.terms.protection} />
      <LeavesList consent={consent} />
      <StaysList consent={consent} />
      <SeenList consent={consent} organiser={card.spec.organiser} />
      <Section title={words.terms.title}>
        <ModeWords mode={mode} protection={consent.terms.protection} />
        <Terms consent={consent} words={card.words} />
      </Section>
      {problem !== null && (
        <div className={styles.notice}>
          <ProblemNotice problem={problem} />
        </div>
      )}
      <Agreement />
    </>
  )
}

function Agreement() {
  const takePart = useOwner((state) => state.takePart)
  const backToCheck = useOwner((state) => state.backToCheck)
  const joining = useOwner((state) => state.joining)
  const [agreed, setAgreed] = useState(false)
  const [label, setLabel] = useState("")
  function submit(event: FormEvent) {
    event.preventDefault()
    if (agreed) void takePart(label)
  }
  return (
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
        <Button
          look="primary"
          type="submit"
          icon="note"
          busy={joining}
          disabled={!agreed}
          reason={words.joinBlocked}
        >
          {words.join}
        </Button>
        <Button icon="back" onClick={backToCheck}>
          {words.back}
        </Button>
      </div>
      <p className={styles.aside}>{words.leaveAnyTime}</p>
    </form>
  )
}
