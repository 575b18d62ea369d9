import type { Kysely } from "kysely"
import { accessTables } from "./access-tables.ts"
import { eventTable } from "./event-table.ts"
import type { RegressionStore } from "./regression-store.ts"
import { regressionTables } from "./regression-tables.ts"
import { roundTables } from "./round-tables.ts"
import type { StudyStore } from "./study-store.ts"
import { studyTable } from "./study-table.ts"
import type { Tables } from "./tables.ts"

/** The store on either engine: the SQL is the same. */
export function kyselyStudyStore(database: Kysely<Tables>): StudyStore & RegressionStore {
  return {
    ...studyTable(database),
    ...roundTables(database),
    ...accessTables(database),
    ...eventTable(database),
    ...regressionTables(database),
  }
}
