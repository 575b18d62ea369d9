import { useLocation } from "wouter"
import { useStore } from "zustand"
import { studies as words } from "../../strings/en.admin.ts"
import { Button } from "../../ui/Button.tsx"
import { useAdmin } from "../access/admin-context.ts"
import { rehearsal, rehearse } from "./rehearsal.ts"

/** A whole study with simulated owners; its cockpit opens as soon as it exists. */
export function RehearseButton({ label, primary = false }: { label: string; primary?: boolean }) {
  const { admin } = useAdmin()
  const [, navigate] = useLocation()
  const busy = useStore(rehearsal, ({ step }) => step === "setting-up")
  return (
    <Button
      look={primary ? "primary" : "plain"}
      icon="start"
      busy={busy}
      onClick={() => void rehearse(admin, (study) => navigate(`/admin/studies/${study}`))}
    >
      {busy ? `${words.rehearsing}…` : label}
    </Button>
  )
}
