import type { IdentityKeys } from "@tutti/crypto"
import type { StudyHash, StudyId, StudySpec } from "@tutti/protocol"
import { type DBSchema, deleteDB, openDB } from "idb"
import type { SavedChoice } from "./dataset-desk.ts"
import type { History } from "./history.ts"

/**
 * What a browser profile keeps of one study so that a reload can go on: never a row, never a cell. A file is
 * kept as a handle where the browser allows, and as its name, size and SHA-256.
 */
export type SavedStudy = {
  study: StudyId
  studyHash: StudyHash
  /** What was agreed to, to show what changed should the study's hash ever differ. */
  spec: StudySpec
  identity: IdentityKeys | null
  label: string
  choice: SavedChoice | null
  /** Epoch ms; null until the owner has agreed. */
  consentedAt: number | null
  history: History
}

interface OwnerDatabase extends DBSchema {
  studies: { key: string; value: SavedStudy }
}

const DATABASE = "tutti-owner"
/** Raised with the form of SavedStudy: what an older page kept is then dropped, and the owner begins again. */
const VERSION = 1

export interface Archive {
  load(study: StudyId): Promise<SavedStudy | null>
  save(saved: SavedStudy): Promise<void>
  /** Forget the study; with the last study the database itself goes. */
  forget(study: StudyId): Promise<void>
}

/** The browser profile's own database; every call opens and closes it, so that no tab blocks another's upgrade. */
export function browserArchive(): Archive {
  const open = () =>
    openDB<OwnerDatabase>(DATABASE, VERSION, {
      upgrade(database) {
        for (const store of database.objectStoreNames) database.deleteObjectStore(store)
        database.createObjectStore("studies", { keyPath: "study" })
      },
    })
  const using = async <Result>(work: (database: Awaited<ReturnType<typeof open>>) => Promise<Result>) => {
    const database = await open()
    try {
      return await work(database)
    } finally {
      database.close()
    }
  }
  return {
    load: (study) => using(async (database) => (await database.get("studies", study)) ?? null),
    save: (saved) => using(async (database) => void (await database.put("studies", saved))),
    async forget(study) {
      const left = await using(async (database) => {
        await database.delete("studies", study)
        return database.count("studies")
      })
      if (left === 0) await deleteDB(DATABASE)
    },
  }
}
