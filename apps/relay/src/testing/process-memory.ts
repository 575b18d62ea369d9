import { closeSync, openSync, readFileSync, readSync } from "node:fs"

const STEP = 32 * 1024 * 1024
/** Longer than any needle: what lies across two steps is in both. */
const OVERLAP = 4_096

/** Whether this platform lets a parent read its child's memory. */
export const canReadMemory = process.platform === "linux"

/** Everything that a process may write to, piece by piece: its heaps, its buffers and what it freed and has not used again. */
export function* writableMemory(pid: number): Generator<Uint8Array> {
  const memory = openSync(`/proc/${pid}/mem`, "r")
  const buffer = new Uint8Array(STEP)
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
      const [, from = "", to = ""] = line.match(/^([0-9a-f]+)-([0-9a-f]+) rw/) ?? []
      if (from === "") continue
      const end = Number.parseInt(to, 16)
      for (let at = Number.parseInt(from, 16); at < end; at += STEP - OVERLAP) {
        const bytes = read(memory, buffer, at, Math.min(STEP, end - at))
        if (bytes > 0) yield buffer.subarray(0, bytes)
      }
    }
  } finally {
    closeSync(memory)
  }
}

/** @returns 0 for pages that the process has given back meanwhile, or that nobody may read. */
function read(memory: number, buffer: Uint8Array, at: number, bytes: number): number {
  try {
    return readSync(memory, buffer, 0, bytes, at)
  } catch {
    return 0
  }
}
