import { StudyHash, StudyId, StudyState } from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"
import type { Kysely, Selectable } from "kysely"
import { specFromRow } from "./rows.ts"
import type { StoredStudy, StudyStore } from "./study-store.ts"
import type { StudyRow, Tables } from "./tables.ts"

type Methods = Pick<
  StudyStore,
  "createStudy" | "studies" | "study" | "deleteStudy" | "deleteExpired" | "isKnown"
>

export function studyTable(database: Kysely<Tables>): Methods {
  const withMembers = () =>
    database
      .selectFrom("study")
      .selectAll("study")
      .select(({ selectFrom, fn }) =>
        selectFrom("member")
          .select(fn.countAll<number | string>().as("count"))
          .whereRef("member.study", "=", "study.id")
          .as("members"),
      )
      .where("kind", "=", "training")

  return {
    async createStudy({ study, spec, studyHash, policySignature, state, weights, modelHash }, createdAt) {
      await database.transaction().execute(async (transaction) => {
        const row = {
          id: study,
          created_at: createdAt.toISOString(),
          spec: JSON.stringify(spec),
          study_hash: studyHash,
          state,
          scaling: null,
          committed_rounds: 0,
          last_committed_round: 0,
          last_round: 0,
          best_round: 0,
          policy_signature: policySignature,
          totals: null,
          roster: null,
          last_aggregation: 0,
          finished_aggregation: null,
          rolled_back_to: null,
          retention_days: spec.retentionDays,
          delete_after: null,
        }
        await transaction.insertInto("study").values(row).execute()
        const model = { study, round: 0, model_hash: modelHash, bytes: floatsToBytes(weights) }
        await transaction.insertInto("weights").values(model).execute()
      })
    },

    async studies() {
      const rows = await withMembers().orderBy("created_at").orderBy("id").execute()
      return rows.map((row) => studyFromRow(row))
    },

    async study(id) {
      const row = await withMembers().where("study.id", "=", id).executeTakeFirst()
      return row && studyFromRow(row)
    },

    async isKnown(id) {
      const row = await database.selectFrom("study").select("id").where("id", "=", id).executeTakeFirst()
      return row !== undefined
    },

    async deleteStudy(id) {
      const { numDeletedRows } = await database.deleteFrom("study").where("id", "=", id).executeTakeFirst()
      return numDeletedRows > 0n
    },

    async deleteExpired(now) {
      const rows = await database
        .deleteFrom("study")
        .where("delete_after", "<=", now.toISOString())
        .returning("id")
        .execute()
      return rows.map(({ id }) => StudyId.parse(id))
    },
  }
}

function studyFromRow(row: Selectable<StudyRow> & { members: number | string | null }): StoredStudy {
  return {
    id: StudyId.parse(row.id),
    createdAt: new Date(row.created_at),
    spec: specFromRow(row.spec),
    studyHash: StudyHash.parse(row.study_hash),
    policySignature: row.policy_signature,
    state: StudyState.parse(row.state),
    committedRounds: row.committed_rounds,
    members: Number(row.members),
  }
}
