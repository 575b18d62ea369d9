import type { IdentityKeys } from "@tutti/crypto"
import type { StudyId } from "@tutti/protocol"
import type { SignedInference } from "@tutti/sdk/inference"
import { type DBSchema, openDB } from "idb"

/** What a browser profile keeps of an offer, until it is withdrawn, so that a reload can go on with it. */
export type KeptOffer = {
  readonly study: StudyId
  /** The client's, with its secret. */
  readonly link: string
  readonly signed: SignedInference
  /** By which the terms were signed, and the model owner is known at the relay. */
  readonly identity: IdentityKeys
  /** What its owner calls the model. */
  readonly model: string
  /** [parameters] */
  readonly weights: Float32Array<ArrayBuffer>
}

interface OwnerDatabase extends DBSchema {
  offers: { key: StudyId; value: KeptOffer }
  /** The number of each offer's last run, and nothing else of any run. */
  runs: { key: StudyId; value: number }
}

const DATABASE = "tutti-model-owner"
const VERSION = 1

export interface OwnerArchive {
  list(): Promise<readonly KeptOffer[]>
  load(study: StudyId): Promise<KeptOffer | null>
  /** Resolves when it is on the disk. Rejects where the browser keeps nothing. */
  save(offer: KeptOffer): Promise<void>
  /** 0 before the first. */
  lastRun(study: StudyId): Promise<number>
  keepRun(study: StudyId, run: number): Promise<void>
  forget(study: StudyId): Promise<void>
}

/** The browser profile's own database; every call opens and closes it, so that no tab blocks another's upgrade. */
export function ownerArchive(): OwnerArchive {
  const using = async <Result>(
    work: (database: Awaited<ReturnType<typeof openDB<OwnerDatabase>>>) => Promise<Result>,
  ) => {
    const database = await openDB<OwnerDatabase>(DATABASE, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore("offers", { keyPath: "study" })
        fresh.createObjectStore("runs")
      },
    })
    try {
      return await work(database)
    } finally {
      database.close()
    }
  }
  return {
    list: () => using((database) => database.getAll("offers")),
    load: (study) => using(async (database) => (await database.get("offers", study)) ?? null),
    save: (offer) =>
      using(async (database) => {
        const transaction = database.transaction("offers", "readwrite", { durability: "strict" })
        await Promise.all([transaction.store.put(offer), transaction.done])
      }),
    lastRun: (study) => using(async (database) => (await database.get("runs", study)) ?? 0),
    // Fresh keys make a number that comes twice after a power cut harmless: it need not reach the disk before the run goes on.
    keepRun: (study, run) => using(async (database) => void (await database.put("runs", run, study))),
    forget: (study) =>
      using(async (database) => {
        const transaction = database.transaction(["offers", "runs"], "readwrite", { durability: "strict" })
        await Promise.all([
          transaction.objectStore("offers").delete(study),
          transaction.objectStore("runs").delete(study),
          transaction.done,
        ])
      }),
  }
}
