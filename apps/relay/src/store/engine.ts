import { chmodSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { Kysely, PostgresDialect, SqliteDialect } from "kysely"
import Libsql from "libsql"
import pg from "pg"
import { migrate } from "./migrations.ts"
import type { Engine, Tables } from "./tables.ts"

export type Database = {
  engine: Engine
  kysely: Kysely<Tables>
  /** Rejects when the database does not answer, or is no longer held for this process. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Why a relay cannot have its database; expected at a start, so it has a name of its own. */
export class DatabaseTakenError extends Error {
  constructor(place: string) {
    super(`another relay is using ${place}; stop it, or give this one another DATA_DIR or DATABASE_URL`)
    this.name = "DatabaseTakenError"
  }
}

/**
 * Opens and migrates PostgreSQL when `databaseUrl` is set, else the libsql file in `dataDir`. Either is held for
 * this process alone: two coordinators of one study would count rounds twice. The hold ends with the process,
 * however it ends.
 * @throws {DatabaseTakenError} when another relay holds it.
 */
export async function openDatabase(options: { dataDir: string; databaseUrl?: string }): Promise<Database> {
  return options.databaseUrl === undefined ? openLibsql(options.dataDir) : openPostgres(options.databaseUrl)
}

async function openLibsql(dataDir: string): Promise<Database> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const release = hold(join(dataDir, "tutti.lock"))
  const path = join(dataDir, "tutti.db")
  const file = new Libsql(path)
  chmodSync(path, 0o600)
  file.pragma("journal_mode = WAL")
  // In WAL mode a commit then outlives the process, kill −9 included. A power cut may take the last seconds with it
  // and leaves the file whole: the study goes on from an earlier round, and owners get that round's model again.
  file.pragma("synchronous = NORMAL")
  file.pragma("foreign_keys = ON")
  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: file }) })
  await migrate(kysely, "libsql")
  const close = async () => {
    await kysely.destroy()
    release()
  }
  return { engine: "libsql", kysely, ping: () => answer(kysely), close }
}

/**
 * Holds an empty database of its own in an exclusive transaction, whose lock the system takes back when the
 * process ends, kill −9 included: no stale lock file, and the real database stays open to a backup tool.
 * @returns what lets go.
 */
function hold(path: string): () => void {
  const lock = new Libsql(path, { timeout: 0 })
  try {
    lock.exec("BEGIN EXCLUSIVE")
  } catch (cause) {
    lock.close()
    if (cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY")
      throw new DatabaseTakenError(path)
    throw cause
  }
  return () => {
    lock.exec("ROLLBACK")
    lock.close()
  }
}

/** Any number that other programs are unlikely to lock; PostgreSQL's advisory locks have no names. */
const ADVISORY_LOCK = 0x7477_7469

async function openPostgres(databaseUrl: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 })
  const holder = await pool.connect()
  const { rows } = await holder.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [
    ADVISORY_LOCK,
  ])
  if (rows[0]?.taken !== true) {
    holder.release()
    await pool.end()
    throw new DatabaseTakenError("the database of DATABASE_URL")
  }
  // A lost connection shows where it matters: the hold at `ping`, the others at the query that needs one.
  let lost: Error | undefined
  holder.on("error", (error) => {
    lost = error
  })
  pool.on("error", () => undefined)
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  await migrate(kysely, "postgres")
  const ping = async () => {
    if (lost !== undefined) throw lost
    await answer(kysely)
  }
  const close = async () => {
    holder.release(true)
    await kysely.destroy()
  }
  return { engine: "postgres", kysely, ping, close }
}

async function answer(kysely: Kysely<Tables>): Promise<void> {
  await kysely.selectFrom("study").select("id").limit(1).execute()
}
