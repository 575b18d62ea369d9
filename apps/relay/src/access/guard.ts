import type { StudyId } from "@tutti/protocol"
import type { StudyStore } from "../store/study-store.ts"
import { hashSecret, isSecret } from "./tokens.ts"

/** What a bearer token allows. An owner has no bearer token: its socket answers a challenge. */
export type Role = { kind: "admin" } | { kind: "observer"; study: StudyId }

export interface Guard {
  /** @returns undefined for a token that this relay has not given out, or whose study is gone. */
  roleOf(token: string): Promise<Role | undefined>
}

/** @param adminTokenHash hex SHA-256: the relay does not carry the token itself around. */
export function createGuard(adminTokenHash: string, store: Pick<StudyStore, "observed">): Guard {
  return {
    async roleOf(token) {
      if (isSecret(token, adminTokenHash)) return { kind: "admin" }
      const study = await store.observed(hashSecret(token))
      return study && { kind: "observer", study }
    },
  }
}

/** Whether a role may read one study. */
export function mayWatch(role: Role, study: StudyId): boolean {
  return role.kind === "admin" || role.study === study
}
