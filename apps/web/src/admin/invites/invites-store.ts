import type { InviteId, InviteView, StudyId } from "@tutti/protocol"
import type { AdminClient } from "@tutti/sdk/admin"
import { createStore } from "zustand"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { failureAnatomy } from "../failure.ts"

export type InvitesState = {
  /** Null until the relay has answered once. */
  invites: readonly InviteView[] | null
  /** The link just made; its secret is nowhere else. */
  fresh: { link: string; expiresAt: string; uses: number } | null
  observerLink: string | null
  busy: boolean
  failure: ErrorAnatomy | null
  load(): Promise<void>
  /** @param studyKey of a secure study: the link carries it to the owner, past the relay. */
  make(terms: { expiresInHours: number; uses: number }, studyKey: string | undefined): Promise<void>
  another(): void
  revoke(invite: InviteId): Promise<void>
  makeObserverLink(): Promise<void>
}

export function createInvitesStore(admin: AdminClient, study: StudyId) {
  return createStore<InvitesState>()((set, get) => {
    const attempt = async (action: () => Promise<void>) => {
      set({ busy: true, failure: null })
      try {
        await action()
      } catch (error) {
        set({ failure: failureAnatomy(error) })
      } finally {
        set({ busy: false })
      }
    }
    return {
      invites: null,
      fresh: null,
      observerLink: null,
      busy: false,
      failure: null,
      load: () => attempt(async () => set({ invites: await admin.invites(study) })),
      async make(terms, studyKey) {
        await attempt(async () => {
          const { link, expiresAt } = await admin.invite(study, terms, studyKey)
          set({ fresh: { link, expiresAt, uses: terms.uses } })
        })
        await get().load()
      },
      another: () => set({ fresh: null }),
      async revoke(invite) {
        await attempt(() => admin.revokeInvite(study, invite))
        await get().load()
      },
      makeObserverLink: () => attempt(async () => set({ observerLink: await admin.observerLink(study) })),
    }
  })
}
