import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { DatabaseTakenError, openDatabase } from "./engine.ts"
import { kyselyStudyStore } from "./kysely-study-store.ts"
import { regressionStoreContract } from "./regression-store.contract.ts"
import { studyStoreContract } from "./study-store.contract.ts"

const temporaryFolder = () => mkdtempSync(join(tmpdir(), "tutti-libsql-"))

const openStore = async () => {
  const dataDir = temporaryFolder()
  const { kysely, close } = await openDatabase({ dataDir })
  return {
    store: kyselyStudyStore(kysely),
    close: async () => {
      await close()
      rmSync(dataDir, { recursive: true })
    },
  }
}
studyStoreContract("libsql", openStore)
regressionStoreContract("libsql", openStore)

test("[R35] one database serves one relay at a time, and is free again after it", async () => {
  const dataDir = temporaryFolder()
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const first = await openDatabase({ dataDir })
  await first.ping()
  await expect(openDatabase({ dataDir })).rejects.toThrow(DatabaseTakenError)
  await first.close()
  const second = await openDatabase({ dataDir })
  await second.close()
})

test("the database file can be read by the relay's own user only", async () => {
  const dataDir = temporaryFolder()
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const { close } = await openDatabase({ dataDir })
  expect(statSync(join(dataDir, "tutti.db")).mode & 0o077).toBe(0)
  await close()
})
