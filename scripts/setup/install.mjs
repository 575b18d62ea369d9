// Runs before anything is installed: Node's own modules only.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../../", import.meta.url))
const stamp = `${root}node_modules/.tutti-lock`

/** One sentence on standard error, then the end: nobody should have to read a stack trace to learn what to do. */
export function giveUp(sentence, status = 1) {
  console.error(sentence)
  process.exit(status)
}

/** Run a command in the repository with its output shown. Returns the exit status. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options })
  return result.status ?? 1
}

/** The binary of an installed package, run without a shell. */
export const bin = (name) => `${root}node_modules/.bin/${name}`

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    giveUp(
      `Tutti needs Node 20.19 or newer; this is ${process.versions.node}. Install it from nodejs.org and try again.`,
    )
}

/**
 * Install what package-lock.json says, unless that is what is there. Not by `npm ci`: a lock that was written where a
 * registry lacks the builds for other platforms is incomplete to it, while `install` fetches this platform's own.
 */
export function ensureInstalled() {
  const wanted = createHash("sha256")
    .update(readFileSync(`${root}package-lock.json`))
    .digest("hex")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return
  console.error("Installing packages (first run, or package-lock.json changed) …")
  if (
    run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
      shell: process.platform === "win32",
    }) !== 0
  )
    giveUp("Installing the packages failed; the lines above say why. Is the npm registry within reach?")
  writeFileSync(stamp, wanted)
}
