import { createAdminClient } from "@tutti/sdk/admin"
import { useMemo, useState } from "react"
import { Route, Switch } from "wouter"
import { LostPage } from "../app/LostPage.tsx"
import { useFocusAfterNavigation } from "../app/useFocusAfterNavigation.ts"
import { AdminProvider } from "./access/admin-context.ts"
import { SignIn } from "./access/SignIn.tsx"
import { forgetToken, keepToken, takeToken } from "./access/token.ts"
import { StudyPages } from "./StudyPages.tsx"
import { StudiesPage } from "./studies/StudiesPage.tsx"
import { NewStudyPages } from "./wizard/NewStudyPages.tsx"

/** Everything under /admin: behind the token of the admin link. */
export default function AdminPages() {
  const [token, setToken] = useState(() =>
    takeToken("admin", location, sessionStorage, (path) => history.replaceState(history.state, "", path)),
  )
  const session = useMemo(() => {
    if (token === null) return null
    const signOut = () => {
      forgetToken("admin", sessionStorage)
      setToken(null)
    }
    return { admin: createAdminClient(location.origin, token), signOut }
  }, [token])
  useFocusAfterNavigation()

  if (session === null)
    return (
      <SignIn
        onToken={(given) => {
          keepToken("admin", given, sessionStorage)
          setToken(given)
        }}
      />
    )
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
        <Route>
          <LostPage />
        </Route>
      </Switch>
    </AdminProvider>
  )
}
