import { StudyId } from "@tutti/protocol"
import type { Kysely, Selectable } from "kysely"
import { decideInvite, type StoredInvite } from "../access/invites.ts"
import type { StudyStore } from "./study-store.ts"
import type { InviteRow, Tables } from "./tables.ts"

type Methods = Pick<
  StudyStore,
  "createInvite" | "invites" | "entry" | "revokeInvite" | "admit" | "createObserver" | "observed"
>

export function accessTables(database: Kysely<Tables>): Methods {
  const usesOf = async (from: Kysely<Tables>, invite: string) => {
    const { used } = await from
      .selectFrom("member")
      .select(({ fn }) => fn.countAll<number | string>().as("used"))
      .where("invite", "=", invite)
      .executeTakeFirstOrThrow()
    return Number(used)
  }
  const entryOf = async (from: Kysely<Tables>, request: Parameters<StudyStore["entry"]>[0]) => {
    const row = await from
      .selectFrom("invite")
      .selectAll()
      .where("secret_hash", "=", request.secretHash)
      .executeTakeFirst()
    const invite = row && inviteFromRow(row)
    const used = invite === undefined ? 0 : await usesOf(from, invite.id)
    if (request.participant === undefined) return { invite, used, known: false }
    const member = await from
      .selectFrom("member")
      .select("participant")
      .where("study", "=", request.study)
      .where("participant", "=", request.participant)
      .executeTakeFirst()
    return { invite, used, known: member !== undefined }
  }

  return {
    async createInvite({ id, study, secretHash, createdAt, expiresAt, uses }) {
      await database
        .insertInto("invite")
        .values({
          id,
          study,
          secret_hash: secretHash,
          created_at: createdAt.toISOString(),
          expires_at: expiresAt.toISOString(),
          uses,
          revoked_at: null,
        })
        .execute()
    },

    async invites(study) {
      const rows = await database
        .selectFrom("invite")
        .selectAll()
        .where("study", "=", study)
        .orderBy("created_at")
        .orderBy("id")
        .execute()
      return Promise.all(
        rows.map(async (row) => ({ ...inviteFromRow(row), used: await usesOf(database, row.id) })),
      )
    },

    entry: (request) => entryOf(database, request),

    async revokeInvite(study, invite, at) {
      const { numUpdatedRows } = await database
        .updateTable("invite")
        .set(({ fn, val }) => ({ revoked_at: fn.coalesce("revoked_at", val(at.toISOString())) }))
        .where("study", "=", study)
        .where("id", "=", invite)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    admit: ({ study, participant, label, secretHash, at }) =>
      database.transaction().execute(async (transaction) => {
        const entry = await entryOf(transaction, { study, secretHash, participant })
        const decision = decideInvite(entry.invite, { ...entry, study, now: at })
        if (!decision.ok) return decision
        if (entry.known)
          await transaction
            .updateTable("member")
            .set({ label })
            .where("study", "=", study)
            .where("participant", "=", participant)
            .execute()
        else
          await transaction
            .insertInto("member")
            .values({
              study,
              participant,
              label,
              invite: decision.invite.id,
              joined_at: at.toISOString(),
              agreed_at: null,
              identity_key: null,
            })
            .execute()
        return { ok: true, returning: entry.known }
      }),

    async createObserver({ tokenHash, study, createdAt }) {
      await database
        .insertInto("observer")
        .values({ token_hash: tokenHash, study, created_at: createdAt.toISOString() })
        .execute()
    },

    async observed(tokenHash) {
      const row = await database
        .selectFrom("observer")
        .select("study")
        .where("token_hash", "=", tokenHash)
        .executeTakeFirst()
      return row && StudyId.parse(row.study)
    },
  }
}

function inviteFromRow({ id, study, expires_at, uses, revoked_at }: Selectable<InviteRow>): StoredInvite {
  return { id, study, expiresAt: expires_at, uses, revoked: revoked_at !== null }
}
