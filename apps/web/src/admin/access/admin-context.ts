import type { AdminClient } from "@tutti/sdk/admin"
import { createContext, use } from "react"

/** Whom the pages ask, and the way out. Set by the sign-in, read by every page below it. */
export type AdminSession = {
  admin: AdminClient
  /** For what is asked of the relay by clients of other kinds of studies. */
  token: string
  signOut(): void
}

const AdminContext = createContext<AdminSession | null>(null)
export const AdminProvider = AdminContext.Provider

export function useAdmin(): AdminSession {
  const session = use(AdminContext)
  if (session === null) throw new Error("an admin's page outside of the sign-in")
  return session
}
