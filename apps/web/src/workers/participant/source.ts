import { toHex } from "@tutti/ring"
import type { ProblemCode } from "./problem.ts"

/** What the owner chose on the page. */
export type SourceChoice =
  | { kind: "file"; file: File; handle: FileSystemFileHandle | null }
  /** A part of the bundled sample, chosen by the worker. */
  | { kind: "sample" }

/** What is kept of it across a reload: no byte of a file, only how to find it and how to know it again. */
export type SavedSource =
  | { kind: "file"; name: string; bytes: number; sha256: string; handle: FileSystemFileHandle | null }
  | { kind: "sample"; part: number }

export type SavedFile = Extract<SavedSource, { kind: "file" }>

export type Bytes = Uint8Array<ArrayBuffer>

/** A file's bytes with what will identify it after a reload. */
export async function readChosenFile(
  file: File,
  handle: FileSystemFileHandle | null,
): Promise<{ ok: true; bytes: Bytes; saved: SavedFile } | { ok: false; code: ProblemCode }> {
  const bytes = await readBytes(file)
  if (bytes === null) return { ok: false, code: "E_FILE_UNREADABLE" }
  const saved = {
    kind: "file",
    name: file.name,
    bytes: bytes.length,
    sha256: await hashOf(bytes),
    handle,
  } as const
  return { ok: true, bytes, saved }
}

/**
 * The same file again: from its handle, which the page has asked permission for, or as the owner picked it.
 * Another content is refused, whatever it is called.
 */
export async function readSameFile(
  saved: SavedFile,
  picked: File | null,
): Promise<{ ok: true; bytes: Bytes } | { ok: false; code: ProblemCode }> {
  const file = picked ?? (await saved.handle?.getFile().catch(() => null)) ?? null
  const bytes = file === null ? null : await readBytes(file)
  if (bytes === null) return { ok: false, code: "E_FILE_UNREADABLE" }
  return (await hashOf(bytes)) === saved.sha256 ? { ok: true, bytes } : { ok: false, code: "E_OTHER_FILE" }
}

/** SHA-256 by the platform: a hundred megabytes are hashed in a blink. */
async function hashOf(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)))
}

/** Null when the file was moved, changed on disk since it was picked, or locked. */
async function readBytes(file: File): Promise<Bytes | null> {
  return file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  )
}
