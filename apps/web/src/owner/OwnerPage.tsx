import { Page } from "../ui/Page.tsx"

/** The owner's tab: everything under /join/:study. */
export default function OwnerPage({ study }: { study: string }) {
  return (
    <Page title={study}>
      <h1>{study}</h1>
    </Page>
  )
}
