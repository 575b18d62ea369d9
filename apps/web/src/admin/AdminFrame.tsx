import { type ReactNode, useState } from "react"
import { Link, useLocation } from "wouter"
import { help as helpWords, access as words } from "../strings/en.admin.ts"
import { Button } from "../ui/Button.tsx"
import { Page } from "../ui/Page.tsx"
import { useAdmin } from "./access/admin-context.ts"
import { HelpDialog } from "./HelpDialog.tsx"
import { useShortcut } from "./shortcuts.ts"

/** The masthead of the admin's pages: where one is, help in the same place on each, and the way out. */
export function AdminFrame({ title, children }: { title: string; children: ReactNode }) {
  const { signOut } = useAdmin()
  const [path] = useLocation()
  return (
    <Page
      title={title}
      width="sheet"
      navigation={
        <Link href="/admin" aria-current={path === "/admin" ? "page" : undefined}>
          {words.studies}
        </Link>
      }
      help={
        <>
          <HelpButton />
          <Button look="quiet" icon="leave" onClick={signOut}>
            {words.signOut}
          </Button>
        </>
      }
    >
      {children}
    </Page>
  )
}

export function HelpButton() {
  const [open, setOpen] = useState(false)
  useShortcut("?", () => setOpen(true))
  return (
    <>
      <Button look="quiet" icon="info" aria-keyshortcuts="?" onClick={() => setOpen(true)}>
        {helpWords.open}
      </Button>
      {open && <HelpDialog onClose={() => setOpen(false)} />}
    </>
  )
}
