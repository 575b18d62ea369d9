import { type DBSchema, openDB } from "idb"

/** One study's key as this browser keeps it: the text of its file. It is never sent. */
type KeptKey = { publicKey: string; file: string }

interface AdminDatabase extends DBSchema {
  "study-keys": { key: string; value: KeptKey }
}

const DATABASE = "tutti-admin"
const VERSION = 1

export interface KeyShelf {
  /** Resolves when the key is on the disk: before that no study names it. */
  keep(kept: KeptKey): Promise<void>
  /** @param publicKey base64url */
  find(publicKey: string): Promise<KeptKey | null>
}

/** The browser profile's own database; every call opens and closes it, so that no tab blocks another's upgrade. */
export function browserKeyShelf(): KeyShelf {
  const using = async <Result>(
    work: (database: Awaited<ReturnType<typeof openDB<AdminDatabase>>>) => Promise<Result>,
  ) => {
    const database = await openDB<AdminDatabase>(DATABASE, VERSION, {
      upgrade: (fresh) => void fresh.createObjectStore("study-keys", { keyPath: "publicKey" }),
    })
    try {
      return await work(database)
    } finally {
      database.close()
    }
  }
  return {
    keep: (kept) =>
      using(async (database) => {
        const transaction = database.transaction("study-keys", "readwrite", { durability: "strict" })
        await Promise.all([transaction.store.put(kept), transaction.done])
      }),
    find: (publicKey) => using(async (database) => (await database.get("study-keys", publicKey)) ?? null),
  }
}
