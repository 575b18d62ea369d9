import type { IdentityKeys } from "@tutti/crypto"
import type { StudyId } from "@tutti/protocol"
import type { DealerRecord, DealerRecords } from "@tutti/sessions/regression"
import { type DBSchema, openDB } from "idb"

/** What a browser profile keeps of its dealer: its key, and which runs are burned. Nothing that was dealt. */
type KeptDealer = {
  identity: IdentityKeys
  /** Whether it goes on by itself when the page is opened. */
  dealing: boolean
}

interface DealerDatabase extends DBSchema {
  dealer: { key: "dealer"; value: KeptDealer }
  burned: { key: StudyId; value: DealerRecord }
}

const DATABASE = "tutti-dealer"
const VERSION = 1

export interface DealerArchive {
  load(): Promise<KeptDealer | null>
  save(kept: KeptDealer): Promise<void>
  /** Each record is on the disk before it is acted on: a reload, or a crash, deals for no run twice. */
  readonly records: DealerRecords
}

/** The browser profile's own database; every call opens and closes it, so that no tab blocks another's upgrade. */
export function dealerArchive(): DealerArchive {
  const using = async <Result>(
    work: (database: Awaited<ReturnType<typeof openDB<DealerDatabase>>>) => Promise<Result>,
  ) => {
    const database = await openDB<DealerDatabase>(DATABASE, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore("dealer")
        fresh.createObjectStore("burned")
      },
    })
    try {
      return await work(database)
    } finally {
      database.close()
    }
  }
  return {
    load: () => using(async (database) => (await database.get("dealer", "dealer")) ?? null),
    save: (kept) =>
      using(async (database) => {
        const transaction = database.transaction("dealer", "readwrite", { durability: "strict" })
        await Promise.all([transaction.store.put(kept, "dealer"), transaction.done])
      }),
    records: {
      load: (study) => using(async (database) => (await database.get("burned", study)) ?? null),
      save: (study, record) =>
        using(async (database) => {
          const transaction = database.transaction("burned", "readwrite", { durability: "strict" })
          await Promise.all([transaction.store.put(record, study), transaction.done])
        }),
    },
  }
}
