import { lazy, Suspense, useEffect, useState } from "react"
import { Link } from "wouter"
import { useStore } from "zustand"
import { access, failure as failureWords, studies as words } from "../../strings/en.admin.ts"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Empty } from "../../ui/Empty.tsx"
import { ErrorNotice } from "../../ui/Notice.tsx"
import { PageHead } from "../../ui/Page.tsx"
import { ScorePicture } from "../../ui/score/ScorePicture.tsx"
import { AdminFrame } from "../AdminFrame.tsx"
import { useAdmin } from "../access/admin-context.ts"
import { RehearseButton } from "../simulated/RehearseButton.tsx"
import { rehearsal } from "../simulated/rehearsal.ts"
import { StudiesTable } from "./StudiesTable.tsx"
import { createStudiesStore } from "./studies-store.ts"

const InferenceDoor = lazy(() => import("../../inference/owner/InferenceDoor.tsx"))
const RegressionsList = lazy(() => import("../../regression/admin/RegressionsList.tsx"))

export function StudiesPage() {
  const { admin, signOut } = useAdmin()
  const rehearsalFailure = useStore(rehearsal, ({ study, failure }) => (study === null ? failure : null))
  const [store] = useState(() => createStudiesStore(admin))
  const { studies, failure, load, remove } = useStore(store)
  useEffect(() => void load(), [load])

  return (
    <AdminFrame title={words.title}>
      <PageHead
        title={words.title}
        actions={
          studies !== null &&
          studies.length > 0 && (
            <>
              <Link href="/admin/new" asChild>
                <ButtonLink look="primary" icon="add">
                  {words.create}
                </ButtonLink>
              </Link>
              <RehearseButton label={words.rehearse} />
            </>
          )
        }
      />
      {failure && (
        <ErrorNotice
          error={failure}
          actions={
            failure.code === "E_TOKEN" ? (
              <Button onClick={signOut}>{access.signInAgain}</Button>
            ) : (
              <Button onClick={() => void load()}>{failureWords.retry}</Button>
            )
          }
        />
      )}
      {rehearsalFailure && <ErrorNotice error={rehearsalFailure} />}
      {studies === null && !failure && <p role="status">{words.loading}…</p>}
      {studies?.length === 0 && <NoStudies />}
      {studies !== null && studies.length > 0 && <StudiesTable studies={studies} onRemove={remove} />}
      {studies !== null && (
        <Suspense fallback={null}>
          <RegressionsList />
          <InferenceDoor />
        </Suspense>
      )}
    </AdminFrame>
  )
}

function NoStudies() {
  return (
    <Empty
      title={words.empty.title}
      picture={<ScorePicture />}
      actions={
        <>
          <RehearseButton label={words.empty.try} primary />
          <Link href="/admin/new" asChild>
            <ButtonLink icon="add">{words.create}</ButtonLink>
          </Link>
        </>
      }
    >
      <p>{words.empty.text}</p>
      <p>{words.empty.or}</p>
    </Empty>
  )
}
