import { open, readFile, rename } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { StudyId } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import * as z from "zod"
import { CliFailure } from "./failure.ts"

/* Files that a participant keeps: each is whole, durable and of its form, or refused. */

export const bytes32 = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .transform((text, context) => {
    const bytes = fromBase64url(text)
    if (bytes !== undefined) return bytes
    context.addIssue("not base64url")
    return z.NEVER
  })
export const count = z.int().min(0)

/** What an owner has sent into the sums of one study. */
export const KeptLedger = z.strictObject({
  lastRound: count,
  contributions: count,
  finishedRound: count,
  transcript: bytes32,
})
type Ledger = z.infer<typeof KeptLedger>

/**
 * An owner's records of studies, one file each.
 * @param form of a file; its `file` says which sort of record it is, and is `name`
 */
export function studyRecords<Name extends string, Kept extends { ledger: Ledger }>(
  folder: string,
  name: Name,
  form: z.ZodType<Kept & { file: Name }>,
) {
  const path = (study: StudyId) => join(folder, `${study}.json`)
  return {
    async load(study: StudyId): Promise<Omit<Kept & { file: Name }, "file"> | null> {
      const kept = await readKept(path(study), form)
      if (kept === null) return null
      const { file: _file, ...record } = kept
      return record
    },
    save(study: StudyId, { ledger, ...record }: Omit<Kept, "file">): Promise<void> {
      const transcript = toBase64url(ledger.transcript)
      return replace(path(study), { file: name, ...record, ledger: { ...ledger, transcript } })
    },
  }
}

/** @returns null where there is no such file. A file of another form is no reason to begin anew: it may be a ledger. */
export async function readKept<T>(path: string, form: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(path, "utf8").catch((error: unknown) =>
    error instanceof Error && "code" in error && error.code === "ENOENT" ? null : refuse("read", path),
  )
  if (text === null) return null
  const parsed = form.safeParse(parseJson(text))
  return parsed.success ? parsed.data : refuse("read", path)
}

/** Durable when it resolves, and either whole or not there: written beside, synced, then renamed. */
export async function replace(path: string, content: object): Promise<void> {
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

export function refuse(what: "read" | "write", path: string): never {
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
