import type { IdentityKeys } from "@tutti/crypto"
import type { StudyHash, StudyId, StudySpec } from "@tutti/protocol"
import type { SecureRecord, SecureRecords } from "@tutti/sessions/training"
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb"
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

export interface OwnerDatabase extends DBSchema {
  studies: { key: string; value: SavedStudy }
  secure: { key: string; value: SecureRecord }
}

const DATABASE = "tutti-owner"
/** Raised with the form of what is kept; `upgradeOwnerDatabase` says what becomes of what an older page kept. */
const VERSION = 2

/**
 * Brings a database of any earlier version to the newest. From version 2 on it holds ledgers: an owner that forgot what it
 * has answered could be asked once more, and one that forgot its identity is in no roster. So neither is ever dropped, and
 * a new form of what lies beside them is made from the old one. Version 1 knew no secure studies, and its owners begin again.
 */
export function upgradeOwnerDatabase(database: IDBPDatabase<OwnerDatabase>, from: number): void {
  if (from >= 2) return
  for (const store of database.objectStoreNames) database.deleteObjectStore(store)
  database.createObjectStore("studies", { keyPath: "study" })
  database.createObjectStore("secure")
}

export interface Archive {
  load(study: StudyId): Promise<SavedStudy | null>
  save(saved: SavedStudy): Promise<void>
  /** Forget the study; with the last study the database itself goes. */
  forget(study: StudyId): Promise<void>
}

/** With what an owner must never forget of its secure studies: each record is on the disk before it is acted on. */
export type OwnerArchive = Archive & { readonly secure: SecureRecords }

/** The browser profile's own database; every call opens and closes it, so that no tab blocks another's upgrade. */
export function browserArchive(): OwnerArchive {
  const open = () =>
    openDB<OwnerDatabase>(DATABASE, VERSION, {
      upgrade: upgradeOwnerDatabase,
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
    secure: {
      load: (study) => using(async (database) => (await database.get("secure", study)) ?? null),
      save: (study, record) =>
        using(async (database) => {
          // Strict: done when it is on the disk, and not when the system has promised to write it.
          const transaction = database.transaction("secure", "readwrite", { durability: "strict" })
          await Promise.all([transaction.store.put(record, study), transaction.done])
        }),
    },
    async forget(study) {
      const left = await using(async (database) => {
        await database.delete("studies", study)
        await database.delete("secure", study)
        return database.count("studies")
      })
      if (left === 0) await deleteDB(DATABASE)
    },
  }
}
