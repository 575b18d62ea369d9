import type { IdentityKeys } from "@tutti/crypto"
import type { StudyHash, StudyId } from "@tutti/protocol"
import type { PartyRecord, PartyRecords } from "@tutti/sessions/regression"
import { type DBSchema, openDB } from "idb"
import type { ColumnChoice, RegressionScreen } from "./api.ts"

/** What a browser profile keeps of one regression so that a reload can go on: never a row, never a sum. */
export type KeptSeat = {
  study: StudyId
  studyHash: StudyHash
  identity: IdentityKeys
  label: string
  fileName: string
  /** How a file of these columns was read. */
  reading: { fileColumns: readonly string[]; choice: ColumnChoice }
  /** Epoch ms; null for one who has not agreed, and has told why its file does not fit. */
  consentedAt: number | null
  /** The last screen of a regression that has ended for this owner. */
  ended: RegressionScreen | null
}

interface RegressionDatabase extends DBSchema {
  seats: { key: string; value: KeptSeat }
  records: { key: string; value: PartyRecord }
}

const DATABASE = "tutti-regression-owner"
const VERSION = 1

export interface RegressionArchive {
  load(study: StudyId): Promise<KeptSeat | null>
  /** Resolves when it is on the disk: the next visit has to be the same owner. */
  save(seat: KeptSeat): Promise<void>
  /** Whether this browser profile has been an owner of any regression. */
  hasSeats(): Promise<boolean>
  /** What an owner must never forget; each record is on the disk before it is acted on. */
  readonly records: PartyRecords
}

/** The browser profile's own database; every call opens and closes it, so that no tab blocks another's upgrade. */
export function regressionArchive(): RegressionArchive {
  const open = () =>
    openDB<RegressionDatabase>(DATABASE, VERSION, {
      upgrade(database) {
        database.createObjectStore("seats", { keyPath: "study" })
        database.createObjectStore("records")
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
    load: (study) => using(async (database) => (await database.get("seats", study)) ?? null),
    hasSeats: () => using(async (database) => (await database.count("seats")) > 0),
    save: (seat) =>
      using(async (database) => {
        const transaction = database.transaction("seats", "readwrite", { durability: "strict" })
        await Promise.all([transaction.store.put(seat), transaction.done])
      }),
    records: {
      load: (study) => using(async (database) => (await database.get("records", study)) ?? null),
      save: (study, record) =>
        using(async (database) => {
          const transaction = database.transaction("records", "readwrite", { durability: "strict" })
          await Promise.all([transaction.store.put(record, study), transaction.done])
        }),
    },
  }
}
