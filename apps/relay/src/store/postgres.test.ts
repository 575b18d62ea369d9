import { afterAll, expect, test } from "vitest"
import { startPostgres } from "../testing/postgres-server.ts"
import { DatabaseTakenError, openDatabase } from "./engine.ts"
import { kyselyStudyStore } from "./kysely-study-store.ts"
import { regressionStoreContract } from "./regression-store.contract.ts"
import { studyStoreContract } from "./study-store.contract.ts"

const started = await startPostgres()

if (started.ok) {
  const { server } = started
  afterAll(() => server.stop())

  const openStore = async () => {
    const { kysely, close } = await openDatabase({ dataDir: "", databaseUrl: server.url })
    return { store: kyselyStudyStore(kysely), close }
  }
  studyStoreContract("PostgreSQL", openStore)
  regressionStoreContract("PostgreSQL", openStore)

  test("[R35] one database serves one relay at a time, and is free again after it", async () => {
    const first = await openDatabase({ dataDir: "", databaseUrl: server.url })
    await first.ping()
    await expect(openDatabase({ dataDir: "", databaseUrl: server.url })).rejects.toThrow(DatabaseTakenError)
    await first.close()
    const second = await openDatabase({ dataDir: "", databaseUrl: server.url })
    await second.close()
  })
} else {
  test(`StudyStore on PostgreSQL: not run here, ${started.reason}`, ({ skip }) => skip(started.reason))
}
