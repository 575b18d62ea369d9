import type { StudySpec, StudyView } from "@tutti/protocol"
import { type FormEvent, useEffect, useState } from "react"
import { useStore } from "zustand"
import { studyKey as keyWords } from "../../strings/en.secure.ts"
import { invites as words } from "../../strings/en.study-pages.ts"
import { Button } from "../../ui/Button.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { Field, Select } from "../../ui/Field.tsx"
import { ErrorNotice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { useAdmin } from "../access/admin-context.ts"
import { isClosed, isOver } from "../cockpit/summary.ts"
import { ownersRange } from "../secure/owners-range.ts"
import { KeyFile, SaveKey } from "../study-key/KeyFile.tsx"
import { FreshInvite } from "./FreshInvite.tsx"
import styles from "./Invites.module.css"
import { InvitesTable } from "./InvitesTable.tsx"
import { createInvitesStore, type InvitesState } from "./invites-store.ts"

const EXPIRY_HOURS = { hour: 1, day: 24, week: 168, month: 720 } as const
/** A link for more is chosen knowingly. */
const MOST_BY_ONE_LINK = 30
type Expiry = keyof typeof EXPIRY_HOURS
const EXPIRIES: readonly Expiry[] = ["hour", "day", "week", "month"]

export default function InvitesPage({ view }: { view: StudyView }) {
  const { admin } = useAdmin()
  const [store] = useState(() => createInvitesStore(admin, view.study))
  const { invites, fresh, observerLink, busy, failure, load, make, another, revoke, makeObserverLink } =
    useStore(store)
  useEffect(() => void load(), [load])
  return (
    <>
      {failure && <ErrorNotice error={failure} />}
      {isClosed(view) ? (
        <p>{isOver(view) ? words.over : words.frozen}</p>
      ) : fresh ? (
        <FreshInvite fresh={fresh} study={view.spec} onAnother={another} />
      ) : (
        <SignedInvite spec={view.spec} busy={busy} onMake={make} />
      )}
      <Section title={words.table}>
        {invites !== null && <InvitesTable invites={invites} busy={busy} onRevoke={revoke} />}
      </Section>
      <Section title={words.observer.title}>
        <div className={styles.column}>
          <p>{words.observer.text}</p>
          {observerLink ? (
            <>
              <output className={styles.link} aria-label={words.observer.link}>
                {observerLink}
              </output>
              <div className={styles.actions}>
                <CopyButton text={observerLink} label={words.copy} />
              </div>
            </>
          ) : (
            <Button icon="link" busy={busy} onClick={() => void makeObserverLink()}>
              {words.observer.make}
            </Button>
          )}
        </div>
      </Section>
    </>
  )
}

/** Links into a secure study carry its key as this browser has it, and not as the relay says it is. */
function SignedInvite({ spec, ...form }: { spec: StudySpec; busy: boolean; onMake: InvitesState["make"] }) {
  if (spec.secure === undefined) return <InviteForm {...form} studyKey={undefined} />
  const { most } = ownersRange(spec.secure)
  return (
    <KeyFile spec={spec}>
      {(key) => (
        <>
          <InviteForm {...form} studyKey={key.publicKey} uses={Math.min(MOST_BY_ONE_LINK, most)} />
          <Section title={keyWords.title}>
            <SaveKey studyKey={key} title={spec.title} />
          </Section>
        </>
      )}
    </KeyFile>
  )
}

function InviteForm({
  busy,
  onMake,
  studyKey,
  uses: first = 10,
}: {
  busy: boolean
  onMake: InvitesState["make"]
  studyKey: string | undefined
  /** What the field begins with. */
  uses?: number
}) {
  const [expiry, setExpiry] = useState<Expiry>("week")
  const [uses, setUses] = useState(first)
  function submit(event: FormEvent) {
    event.preventDefault()
    void onMake({ expiresInHours: EXPIRY_HOURS[expiry], uses }, studyKey)
  }
  return (
    <form className={styles.column} onSubmit={submit}>
      <h2>{words.title}</h2>
      <p>{words.lead}</p>
      <div className={styles.fields}>
        <Select
          label={words.expires}
          value={expiry}
          onChange={({ target }) => setExpiry(EXPIRIES.find((one) => one === target.value) ?? "week")}
        >
          {EXPIRIES.map((one) => (
            <option key={one} value={one}>
              {words.expiry[one]}
            </option>
          ))}
        </Select>
        <Field
          label={words.uses}
          hint={words.usesHint}
          type="number"
          min={1}
          max={10_000}
          step={1}
          required
          value={Number.isNaN(uses) ? "" : uses}
          onChange={({ target }) => setUses(target.valueAsNumber)}
        />
      </div>
      <Button look="primary" icon="link" type="submit" busy={busy}>
        {words.make}
      </Button>
    </form>
  )
}
