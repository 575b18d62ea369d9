import type { Kysely } from "kysely"
import { eventFromRow } from "./rows.ts"
import type { StudyStore } from "./study-store.ts"
import type { Tables } from "./tables.ts"

export function eventTable(database: Kysely<Tables>): Pick<StudyStore, "appendEvent" | "events"> {
  return {
    async appendEvent(study, { at, kind, participant, round, code }) {
      await database.insertInto("event").values({ study, at, kind, participant, round, code }).execute()
    },

    async events(study, limit) {
      const newestFirst = await database
        .selectFrom("event")
        .selectAll()
        .where("study", "=", study)
        .orderBy("number", "desc")
        .limit(limit)
        .execute()
      return newestFirst.reverse().map(eventFromRow)
    },
  }
}
