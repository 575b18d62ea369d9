import { lazy, Suspense } from "react"
import { Route, Switch } from "wouter"
import { LostPage } from "./LostPage.tsx"
import { PageFault } from "./PageFault.tsx"

/* Each audience loads its own pages and nobody else's. */
const HomePage = lazy(() => import("./HomePage.tsx"))
const OwnerPage = lazy(() => import("../owner/OwnerPage.tsx"))
const AdminPages = lazy(() => import("../admin/AdminPages.tsx"))
const ClientPage = lazy(() => import("../inference/client/ClientPage.tsx"))
const DealerPage = lazy(() => import("../dealer/DealerPage.tsx"))
const WatchPage = lazy(() => import("../admin/WatchPage.tsx"))

export function App() {
  return (
    <PageFault>
      <Suspense fallback={null}>
        <Switch>
          <Route path="/">
            <HomePage />
          </Route>
          <Route path="/join/:study">{({ study }) => <OwnerPage study={study} />}</Route>
          <Route path="/admin/*?">
            <AdminPages />
          </Route>
          <Route path="/infer/:study">{({ study }) => <ClientPage study={study} />}</Route>
          <Route path="/dealer">
            <DealerPage />
          </Route>
          <Route path="/watch/:study">{({ study }) => <WatchPage study={study} />}</Route>
          <Route>
            <LostPage />
          </Route>
        </Switch>
      </Suspense>
    </PageFault>
  )
}
