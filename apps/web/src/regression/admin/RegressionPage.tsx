import { type RegressionView, StudyId } from "@tutti/protocol"
import { createRegressionClient, type RegressionClient } from "@tutti/sdk/regression"
import { useMemo, useState } from "react"
import { AdminFrame } from "../../admin/AdminFrame.tsx"
import { useAdmin } from "../../admin/access/admin-context.ts"
import { StudyStateBadge } from "../../admin/StudyStateBadge.tsx"
import { LostPage } from "../../app/LostPage.tsx"
import { shared } from "../../strings/en.regression.ts"
import { admin } from "../../strings/en.regression-admin.ts"
import { Button } from "../../ui/Button.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { ErrorNotice } from "../../ui/Notice.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import regressionStyles from "../Regression.module.css"
import styles from "./Admin.module.css"
import { MissingKeys, SaveKeys } from "./KeysSection.tsx"
import { OwnersSection } from "./OwnersSection.tsx"
import { ReadinessSection } from "./ReadinessSection.tsx"
import { ResultSection } from "./ResultSection.tsx"
import { RunSection } from "./RunSection.tsx"
import { SafetySection } from "./SafetySection.tsx"
import { type LiveRegression, useRegression } from "./useRegression.ts"
import { useRegressionKeys } from "./useRegressionKeys.ts"

const words = admin.study

/** One regression under its address: invite, freeze, run, result. */
export default function RegressionPage({ id }: { id: string }) {
  const study = StudyId.safeParse(id)
  return study.success ? <Live study={study.data} /> : <LostPage />
}

function Live({ study }: { study: StudyId }) {
  const { token } = useAdmin()
  const client = useMemo(() => createRegressionClient(location.origin, token), [token])
  const live = useRegression(client, study)
  const { view, failure } = live
  return (
    <AdminFrame title={view?.spec.title ?? admin.list.title}>
      {failure && <ErrorNotice error={failure} />}
      {view === null ? (
        failure === null && <p role="status">{words.loading}</p>
      ) : (
        <Body view={view} live={live} client={client} />
      )}
    </AdminFrame>
  )
}

type Parts = { view: RegressionView; live: LiveRegression; client: RegressionClient }

function Body({ view, live, client }: Parts) {
  const { spec, state, roster } = view
  const held = useRegressionKeys(spec)
  const isOpen = state !== "finished" && state !== "stopped"
  const names = spec.design.features.map(({ name }) => name)
  return (
    <div className={regressionStyles.sheet}>
      <PageHead
        above={
          <span className={styles.screenOnly}>
            <StudyStateBadge state={state} />
          </span>
        }
        title={spec.title}
        lead={shared.formula(spec.design.target.name, names)}
      />
      {held.state === "missing" && state !== "stopped" && <MissingKeys {...held} />}
      {state === "finished" && held.state === "here" && (
        <ResultSection view={view} client={client} keys={held.kept} />
      )}
      <div className={styles.screenOnly}>
        {isOpen && roster === null && <InviteSection view={view} live={live} client={client} />}
        <OwnersSection view={view} live={live} client={client} held={held} />
        {isOpen && <ReadinessSection view={view} />}
        <RunSection view={view} live={live} client={client} />
        {isOpen && <SafetySection view={view} />}
        {held.state === "here" && <SaveKeys keys={held.kept} title={spec.title} />}
      </div>
    </div>
  )
}

/** Shown once: the relay keeps no more than the secret's hash. */
const INVITE_HOURS = 168

function InviteSection({ view: { study, spec }, live, client }: Parts) {
  const [link, setLink] = useState<string | null>(null)
  const make = () =>
    live.act(async () => {
      const terms = { expiresInHours: INVITE_HOURS, uses: spec.secure.minimumCohort }
      setLink(await client.invite(study, terms, spec.secure.studyKey))
    })
  return (
    <Section title={words.invite}>
      <div className={styles.stack}>
        <p>{words.inviteLead(spec.secure.minimumCohort, INVITE_HOURS / 24)}</p>
        {link === null ? (
          <Button icon="link" look="primary" busy={live.pending} onClick={() => void make()}>
            {words.makeLink}
          </Button>
        ) : (
          <>
            <output className={styles.link} aria-label={words.invite}>
              {link}
            </output>
            <div className={styles.actions}>
              <CopyButton look="primary" text={link} label={words.copy} />
              <Button look="quiet" onClick={() => setLink(null)}>
                {words.anotherLink}
              </Button>
            </div>
          </>
        )}
      </div>
    </Section>
  )
}
