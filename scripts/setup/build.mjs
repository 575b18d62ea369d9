import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { bin, giveUp, root, run } from "./install.mjs"

const sources = ["apps/web", "packages", "public", "vite.config.ts", "package-lock.json"]

/** Newest modification below a path, in ms since the epoch. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  let latest = 0
  for (const name of readdirSync(path))
    if (name !== "node_modules" && name !== "dist") latest = Math.max(latest, newest(join(path, name)))
  return latest
}

/** Build the page unless the built one is newer than everything that it is made of. */
export function ensureBuilt() {
  const built = `${root}dist/web/index.html`
  if (existsSync(built) && sources.every((path) => newest(join(root, path)) < statSync(built).mtimeMs)) return
  console.error("Building the page …")
  if (run(bin("vite"), ["build", "--logLevel", "warn"]) !== 0)
    giveUp("Building the page failed; the lines above say why.")
}
