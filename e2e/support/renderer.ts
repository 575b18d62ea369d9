import { readdirSync, readFileSync } from "node:fs"

/** Process ids of the browser's renderers, as Linux lists them. */
export function renderers(): Set<number> {
  const found = new Set<number>()
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue
    const command = commandLine(name)
    if (command.includes("--type=renderer")) found.add(Number(name))
  }
  return found
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8")
  } catch {
    // The process ended between the listing and the reading.
    return ""
  }
}
