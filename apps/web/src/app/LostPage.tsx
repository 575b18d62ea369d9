import { lost } from "../strings/en.ts"
import { ButtonLink } from "../ui/Button.tsx"
import { Page, PageHead } from "../ui/Page.tsx"

export function LostPage() {
  return (
    <Page title={lost.title}>
      <PageHead title={lost.title} lead={lost.text} />
      <ButtonLink href="/" icon="back">
        {lost.home}
      </ButtonLink>
    </Page>
  )
}
