import "fake-indexeddb/auto"
import type { SecureRecord } from "@tutti/sessions/training"
import { deleteDB, openDB } from "idb"
import { beforeEach, expect, test } from "vitest"
import { browserArchive, type OwnerDatabase, type SavedStudy, upgradeOwnerDatabase } from "./archive.ts"
import { NO_HISTORY } from "./history.ts"
import { smallStudy, studyHash, studyId } from "./study.fixture.ts"

const DATABASE = "tutti-owner"

const record: SecureRecord = {
  studyHash,
  rosterRoot: "r".repeat(43),
  ledger: { lastRound: 7, contributions: 5, finishedRound: 6, transcript: new Uint8Array(32).fill(9) },
  statisticsOpened: 1,
  statisticsOf: "o".repeat(43),
  statisticsFinished: true,
  standard: null,
}
const saved: SavedStudy = {
  study: studyId,
  studyHash,
  spec: smallStudy,
  identity: { secretKey: new Uint8Array(32).fill(3) },
  label: "Clinic",
  choice: null,
  consentedAt: 1,
  history: NO_HISTORY,
}

beforeEach(() => deleteDB(DATABASE))

test("[SA14] what an owner answered is there again after a reload, with who it is", async () => {
  const archive = browserArchive()
  await archive.save(saved)
  await archive.secure.save(studyId, record)
  const reloaded = browserArchive()
  expect(await reloaded.secure.load(studyId)).toEqual(record)
  expect(await reloaded.load(studyId)).toEqual(saved)
})

test("[SA14] raising the database's version drops neither ledgers nor identities", async () => {
  const archive = browserArchive()
  await archive.save(saved)
  await archive.secure.save(studyId, record)
  const { version } = await currentDatabase()
  for (const next of [version + 1, version + 5]) {
    const raised = await openDB<OwnerDatabase>(DATABASE, next, { upgrade: upgradeOwnerDatabase })
    expect(await raised.get("secure", studyId)).toEqual(record)
    expect(await raised.get("studies", studyId)).toEqual(saved)
    raised.close()
  }
})

test("a page from before the secure mode kept no ledger: its owners begin again, and can keep one", async () => {
  const old = await openDB(DATABASE, 1, {
    upgrade: (database) => void database.createObjectStore("studies", { keyPath: "id" }),
  })
  await old.put("studies", { id: studyId, of: "an older form" })
  old.close()
  const archive = browserArchive()
  expect(await archive.load(studyId)).toBeNull()
  expect(await archive.secure.load(studyId)).toBeNull()
  await archive.secure.save(studyId, record)
  expect(await archive.secure.load(studyId)).toEqual(record)
})

test("forgetting the last study takes the database with it", async () => {
  const archive = browserArchive()
  await archive.save(saved)
  await archive.secure.save(studyId, record)
  await archive.forget(studyId)
  expect(await indexedDB.databases()).toEqual([])
})

async function currentDatabase() {
  const database = await openDB(DATABASE)
  database.close()
  return database
}
