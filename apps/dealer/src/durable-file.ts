import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs"
import { dirname } from "node:path"

/**
 * Puts a text in place of a file's, for the file's own user only. When this returns, the new text is what a machine finds
 * that loses its power now; before that, the old one is.
 * @throws the system's error; the file is then as it was.
 */
export function writeDurably(path: string, text: string): void {
  const next = `${path}.next`
  const file = openSync(next, "w", 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(next, path)
  const folder = openSync(dirname(path), "r")
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
