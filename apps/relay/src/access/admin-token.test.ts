import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { webRandom } from "@tutti/crypto"
import { expect, test } from "vitest"
import { temporaryFolder } from "../testing/test-relay.ts"
import { adminToken } from "./admin-token.ts"

test("[R2] the admin link stays the same from start to start, until its file is deleted", () => {
  const dataDir = join(temporaryFolder(), "deeper", "still")
  const first = adminToken(dataDir, webRandom)
  expect(adminToken(dataDir, webRandom)).toBe(first)
  rmSync(join(dataDir, "admin-token"))
  expect(adminToken(dataDir, webRandom)).not.toBe(first)
})

test("[R2] the admin's token can be read by the relay's own user only", () => {
  const dataDir = temporaryFolder()
  const path = join(dataDir, "admin-token")
  adminToken(dataDir, webRandom)
  expect(statSync(path).mode & 0o777).toBe(0o600)

  writeFileSync(path, "too short to be a token\n")
  chmodSync(path, 0o644)
  const renewed = adminToken(dataDir, webRandom)
  expect(readFileSync(path, "utf8")).toBe(`${renewed}\n`)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})
