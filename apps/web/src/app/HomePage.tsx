import { home } from "../strings/en.ts"
import { ButtonLink } from "../ui/Button.tsx"
import { Page, PageHead, Section } from "../ui/Page.tsx"
import { ScorePicture } from "../ui/score/ScorePicture.tsx"

/** The two doors, for whoever typed the bare address. */
export default function HomePage() {
  return (
    <Page title={home.title}>
      <PageHead title={home.title} lead={home.lead} />
      <ScorePicture />
      <Section title={home.owner.title}>
        <p>{home.owner.text}</p>
      </Section>
      <Section title={home.admin.title}>
        <p>{home.admin.text}</p>
        <p style={{ marginTop: "var(--s4)" }}>
          <ButtonLink href="/admin" icon="forward">
            {home.admin.open}
          </ButtonLink>
        </p>
      </Section>
    </Page>
  )
}
