import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Random } from "@tutti/crypto"
import { newSecret } from "./tokens.ts"

const FILE = "admin-token"

/**
 * The relay's admin token: made at the first start, read again at every later one, so that the admin link that
 * an operator has saved goes on working. The file can be read by the relay's own user only; to change the token,
 * delete the file and start again.
 * @param dataDir made when it does not exist, closed to other users.
 */
export function adminToken(dataDir: string, random: Random): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, FILE)
  if (existsSync(path)) {
    const kept = readFileSync(path, "utf8").trim()
    if (/^[A-Za-z0-9_-]{43}$/.test(kept)) return kept
  }
  const token = newSecret(random)
  writeFileSync(path, `${token}\n`, { mode: 0o600 })
  // The mode above counts for a new file only; one that was there keeps its own.
  chmodSync(path, 0o600)
  return token
}
