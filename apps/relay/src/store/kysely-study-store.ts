import type { Kysely } from "kysely"
import { accessTables } from "./access-tables.ts"
import { eventTable } from "./event-table.ts"
import { roundTables } from "./round-tables.ts"
import type { StudyStore } from "./study-store.ts"
import { studyTable } from "./study-table.ts"
import type { Tables } from "./tables.ts"

/** The store on either engine: the SQL is the same. */
export function kyselyStudyStore(database: Kysely<Tables>): StudyStore {
  return {
    ...studyTable(database),
    ...roundTables(database),
    ...accessTables(database),
    ...eventTable(database),
  }
}
