import { chmod, mkdir, open, readFile, rename } from "node:fs/promises"
import { dirname, join } from "node:path"
import { type Identity, identityFromKeys, webRandom } from "@tutti/crypto"
import { StudyHash, type StudyId } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import type { SecureRecord, SecureRecords } from "@tutti/sessions/training"
import * as z from "zod"
import { CliFailure } from "./failure.ts"

/*
 * What makes a participant the same owner after a restart: its identity, and its record of each secure study, in a
 * folder that only this user may read.
 */

const bytes32 = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .transform((text, context) => {
    const bytes = fromBase64url(text)
    if (bytes !== undefined) return bytes
    context.addIssue("not base64url")
    return z.NEVER
  })
const count = z.int().min(0)

const KeptIdentity = z.strictObject({ file: z.literal("tutti/owner/1"), secretKey: bytes32 })
const KeptRecord = z.strictObject({
  file: z.literal("tutti/secure-record/1"),
  studyHash: StudyHash,
  rosterRoot: z.string(),
  ledger: z.strictObject({
    lastRound: count,
    contributions: count,
    finishedRound: count,
    transcript: bytes32,
  }),
  statisticsOpened: count,
  statisticsOf: z.string().nullable(),
  statisticsFinished: z.boolean(),
  standard: z.string().nullable(),
})

export type KeptOwner = { identity: Identity; records: SecureRecords }

/**
 * The owner of a folder; a new one, the folder with it, where there is none yet.
 * @throws {CliFailure} E_FILE where it cannot be read or written, or holds something else: nothing is replaced.
 */
export async function keptOwner(folder: string): Promise<KeptOwner> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => refuse("write", folder))
  await chmod(folder, 0o700).catch(() => refuse("write", folder))
  return { identity: await keptIdentity(join(folder, "owner.json")), records: fileRecords(folder) }
}

async function keptIdentity(path: string): Promise<Identity> {
  const kept = await readKept(path, KeptIdentity)
  if (kept !== null) return identityFromKeys({ secretKey: kept.secretKey })
  const secretKey = webRandom(32)
  await replace(path, { file: "tutti/owner/1", secretKey: toBase64url(secretKey) })
  return identityFromKeys({ secretKey })
}

function fileRecords(folder: string): SecureRecords {
  const path = (study: StudyId) => join(folder, `${study}.json`)
  return {
    async load(study) {
      const kept = await readKept(path(study), KeptRecord)
      if (kept === null) return null
      const { file: _file, ...record } = kept
      return record
    },
    save: (study, record) => replace(path(study), written(record)),
  }
}

function written({ ledger, ...record }: SecureRecord) {
  const transcript = toBase64url(ledger.transcript)
  return { file: "tutti/secure-record/1", ...record, ledger: { ...ledger, transcript } }
}

/** @returns null where there is no such file. A file of another form is no reason to begin anew: it may be a ledger. */
async function readKept<T>(path: string, form: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(path, "utf8").catch((error: unknown) =>
    error instanceof Error && "code" in error && error.code === "ENOENT" ? null : refuse("read", path),
  )
  if (text === null) return null
  const parsed = form.safeParse(parseJson(text))
  return parsed.success ? parsed.data : refuse("read", path)
}

/** Durable when it resolves, and either whole or not there: written beside, synced, then renamed. */
async function replace(path: string, content: object): Promise<void> {
  const beside = `${path}.new`
  try {
    const file = await open(beside, "w", 0o600)
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
    await syncFolder(dirname(path))
  } catch {
    refuse("write", path)
  }
}

/** A renamed file is there after a power cut when its folder has been written, too. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and writes its names at once.
  if (process.platform === "win32") return
  const folder = await open(path, "r")
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function refuse(what: "read" | "write", path: string): never {
  throw new CliFailure("E_FILE", `Cannot ${what} ${path} as what a participant keeps.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, and so nothing that was kept: the parser has no other way to say so.
    return undefined
  }
}
