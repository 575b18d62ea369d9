import type { StudyId, StudySummary } from "@tutti/protocol"
import type { AdminClient } from "@tutti/sdk/admin"
import { createStore } from "zustand"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { failureAnatomy } from "../failure.ts"

export type StudiesState = {
  /** Newest first. Null until the relay has answered once. */
  studies: readonly StudySummary[] | null
  failure: ErrorAnatomy | null
  load(): Promise<void>
  remove(study: StudyId): Promise<void>
}

/** The list of studies: what the relay said last, and what went wrong since. */
export function createStudiesStore(admin: AdminClient) {
  return createStore<StudiesState>()((set, get) => ({
    studies: null,
    failure: null,
    async load() {
      try {
        const studies = await admin.studies()
        const newestFirst = studies.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt))
        set({ studies: newestFirst, failure: null })
      } catch (error) {
        set({ failure: failureAnatomy(error) })
      }
    },
    async remove(study) {
      try {
        await admin.deleteStudy(study)
      } catch (error) {
        set({ failure: failureAnatomy(error) })
      }
      await get().load()
    },
  }))
}
