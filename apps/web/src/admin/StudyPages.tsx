import { StudyId } from "@tutti/protocol"
import { lazy } from "react"
import { Link, Route, Switch, useLocation } from "wouter"
import { useStore } from "zustand"
import { LostPage } from "../app/LostPage.tsx"
import { access, failure as failureWords } from "../strings/en.admin.ts"
import { cockpit as words } from "../strings/en.cockpit.ts"
import { Button, ButtonLink } from "../ui/Button.tsx"
import { ErrorNotice } from "../ui/Notice.tsx"
import { AdminFrame } from "./AdminFrame.tsx"
import { useAdmin } from "./access/admin-context.ts"
import { CockpitPage } from "./cockpit/CockpitPage.tsx"
import { ControlBar } from "./cockpit/ControlBar.tsx"
import type { Cockpit } from "./cockpit/cockpit-store.ts"
import { isClosed } from "./cockpit/summary.ts"
import styles from "./StudyHead.module.css"
import { StudyHead } from "./StudyHead.tsx"
import { AddSimulatedOwners } from "./simulated/AddSimulatedOwners.tsx"
import { RehearsalNotice } from "./simulated/RehearsalNotice.tsx"
import { useCockpit } from "./useCockpit.ts"

const InvitesPage = lazy(() => import("./invites/InvitesPage.tsx"))
const PlanPage = lazy(() => import("./plan/PlanPage.tsx"))
const ResultPage = lazy(() => import("./result/ResultPage.tsx"))

/** One study under its address; a mistyped one is said to be so, and not asked of the relay. */
export default function StudyPages({ id }: { id: string }) {
  const study = StudyId.safeParse(id)
  return study.success ? <LiveStudy id={study.data} /> : <LostPage />
}

function LiveStudy({ id }: { id: StudyId }) {
  const { admin } = useAdmin()
  const store = useCockpit({
    watch: (listeners) => admin.watch(id, listeners),
    command: (command) => admin.command(id, command),
  })
  const title = useStore(store, ({ view }) => view?.spec.title ?? words.section.cockpit)
  return (
    <AdminFrame title={title}>
      <Failure store={store} />
      <StudyBody id={id} store={store} />
    </AdminFrame>
  )
}

function Failure({ store }: { store: Cockpit["store"] }) {
  const { failure, line, dismiss } = useStore(store)
  const { signOut } = useAdmin()
  if (failure === null) return null
  return (
    <ErrorNotice
      error={failure}
      actions={
        line === "refused" ? (
          <Button onClick={signOut}>{access.signInAgain}</Button>
        ) : (
          <Button onClick={dismiss}>{failureWords.dismiss}</Button>
        )
      }
    />
  )
}

function StudyBody({ id, store }: { id: StudyId; store: Cockpit["store"] }) {
  const { view, at, played, line, pending, pausing, command } = useStore(store)
  if (view === null) return line === "refused" ? null : <p role="status">{words.loading}…</p>
  const base = `/admin/studies/${id}`
  return (
    <>
      <StudyHead
        view={view}
        navigation={<StudySections base={base} />}
        controls={
          command && <ControlBar view={view} pending={pending} pausing={pausing} onCommand={command} />
        }
      />
      <Switch>
        <Route path={base}>
          <CockpitPage
            view={view}
            at={at}
            played={played}
            lost={line === "lost"}
            above={<RehearsalNotice study={id} />}
            toResult={<Link href={`${base}/result`}>{words.over.toResult}</Link>}
            actions={
              !isClosed(view) && (
                <div className={styles.actions}>
                  <AddSimulatedOwners view={view} />
                  <Link href={`${base}/invites`} asChild>
                    <ButtonLink icon="link" look={view.roster.length === 0 ? "primary" : "plain"}>
                      {words.score.invite}
                    </ButtonLink>
                  </Link>
                </div>
              )
            }
          />
        </Route>
        <Route path={`${base}/invites`}>
          <InvitesPage view={view} />
        </Route>
        <Route path={`${base}/result`}>
          <ResultPage view={view} played={played} at={at} />
        </Route>
        <Route path={`${base}/plan`}>
          <PlanPage view={view} />
        </Route>
        <Route>
          <p>{words.noSuchPart}</p>
        </Route>
      </Switch>
    </>
  )
}

function StudySections({ base }: { base: string }) {
  const [path] = useLocation()
  const parts = [
    [base, words.section.cockpit],
    [`${base}/invites`, words.section.invites],
    [`${base}/result`, words.section.result],
    [`${base}/plan`, words.section.plan],
  ] as const
  return parts.map(([href, name]) => (
    <Link key={href} href={href} aria-current={path === href ? "page" : undefined}>
      {name}
    </Link>
  ))
}
