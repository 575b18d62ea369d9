import { StudyId } from "@tutti/protocol"
import { createAdminClient } from "@tutti/sdk/admin"
import { useStore } from "zustand"
import { LostPage } from "../app/LostPage.tsx"
import { cockpit as words } from "../strings/en.cockpit.ts"
import { ErrorNotice } from "../ui/Notice.tsx"
import { Page } from "../ui/Page.tsx"
import { HelpButton } from "./AdminFrame.tsx"
import { useToken } from "./access/useToken.ts"
import { CockpitPage } from "./cockpit/CockpitPage.tsx"
import { refusalAnatomy } from "./failure.ts"
import { StudyHead } from "./StudyHead.tsx"
import { useCockpit } from "./useCockpit.ts"

/** /watch/:study, for whoever has an observer's link: the cockpit without anything to operate. */
export default function WatchPage({ study: id }: { study: string }) {
  const study = StudyId.safeParse(id)
  const { token } = useToken(`watch/${id}`)
  if (!study.success) return <LostPage />
  if (token === null)
    return (
      <Page title={words.section.cockpit}>
        <ErrorNotice error={refusalAnatomy("E_TOKEN")} />
      </Page>
    )
  return <Watched key={token} id={study.data} token={token} />
}

function Watched({ id, token }: { id: StudyId; token: string }) {
  const store = useCockpit({
    watch: (listeners) => createAdminClient(location.origin, token).watch(id, listeners),
    command: null,
  })
  const { view, at, played, line, failure } = useStore(store)
  return (
    <Page title={view?.spec.title ?? words.section.cockpit} width="sheet" help={<HelpButton />}>
      {failure && <ErrorNotice error={failure} />}
      {view === null && line !== "refused" && <p role="status">{words.loading}…</p>}
      {view && (
        <>
          <StudyHead view={view} note={words.observer} />
          <CockpitPage view={view} at={at} played={played} lost={line === "lost"} observes />
        </>
      )}
    </Page>
  )
}
