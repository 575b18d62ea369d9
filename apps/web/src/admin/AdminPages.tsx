import { createAdminClient } from "@tutti/sdk/admin"
import { lazy, useMemo } from "react"
import { Route, Switch } from "wouter"
import { LostPage } from "../app/LostPage.tsx"
import { useFocusAfterNavigation } from "../app/useFocusAfterNavigation.ts"
import { AdminProvider } from "./access/admin-context.ts"
import { SignIn } from "./access/SignIn.tsx"
import { useToken } from "./access/useToken.ts"
import { StudiesPage } from "./studies/StudiesPage.tsx"

const StudyPages = lazy(() => import("./StudyPages.tsx"))
const NewStudyPages = lazy(() => import("./wizard/NewStudyPages.tsx"))
const NewRegressionPage = lazy(() => import("../regression/admin/NewRegressionPage.tsx"))
const ModelOwnerPage = lazy(() => import("../inference/owner/ModelOwnerPage.tsx"))
const RegressionPage = lazy(() => import("../regression/admin/RegressionPage.tsx"))

/** Everything under /admin: behind the token of the admin link. */
export default function AdminPages() {
  const { token, keep, forget } = useToken("admin")
  const session = useMemo(
    () =>
      token === null ? null : { admin: createAdminClient(location.origin, token), token, signOut: forget },
    [token, forget],
  )
  useFocusAfterNavigation()

  if (session === null) return <SignIn onToken={keep} />
  return (
    <AdminProvider value={session}>
      <Switch>
        <Route path="/admin">
          <StudiesPage />
        </Route>
        <Route path="/admin/new/*?">
          <NewStudyPages />
        </Route>
        <Route path="/admin/studies/:study/*?">{({ study }) => <StudyPages key={study} id={study} />}</Route>
        <Route path="/admin/regressions/new">
          <NewRegressionPage />
        </Route>
        <Route path="/admin/regressions/:study">
          {({ study }) => <RegressionPage key={study} id={study} />}
        </Route>
        <Route path="/admin/inference">
          <ModelOwnerPage />
        </Route>
        <Route>
          <LostPage />
        </Route>
      </Switch>
    </AdminProvider>
  )
}
