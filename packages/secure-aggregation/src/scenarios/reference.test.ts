import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const VECTORS = fileURLToPath(new URL("../../vectors/", import.meta.url))

/** A Python of 3.9 or later, by its name; undefined where there is none. */
const python = ["python3", "python"].find((name) => {
  const asked = spawnSync(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"])
  return asked.status === 0
})

const reference = (folder: string, ...files: readonly string[]) =>
  spawnSync(python ?? "python3", [join(VECTORS, "reference.py"), folder, ...files], { encoding: "utf8" })

const where = python === undefined ? " (passed over: there is no Python 3.9 here)" : ""

describe.skipIf(python === undefined)(`[SA11] the second implementation${where}`, () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tutti-vectors-"))
    for (const name of readdirSync(VECTORS).filter((file) => file.endsWith(".json")))
      cpSync(join(VECTORS, name), join(folder, name))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test("computes every value of every file from its inputs", () => {
    const { status, stdout, stderr } = reference(VECTORS)
    expect([status, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/\n\d{4,} values agree\n$/)
  })

  test("finds one changed digit, one value too many and one too few, by their places", () => {
    const path = join(folder, "round-3.json")
    const file = JSON.parse(readFileSync(path, "utf8"))
    const { values } = file.rounds[0]
    values.masked[1].pairs[0].key = values.masked[1].pairs[0].key.replace(/.$/, (digit: string) =>
      digit === "0" ? "1" : "0",
    )
    values.opened.extra = 1
    delete values.roster.threshold
    writeFileSync(path, JSON.stringify(file))
    const { status, stdout } = reference(folder, "round-3.json")
    expect(status).toBe(1)
    expect(stdout).toContain("round-3.json.rounds[0].values.masked[1].pairs[0].key: computed")
    expect(stdout).toContain("round-3.json.rounds[0].values.opened.extra: only in the file")
    expect(stdout).toContain("round-3.json.rounds[0].values.roster.threshold: only computed")
  })
})
