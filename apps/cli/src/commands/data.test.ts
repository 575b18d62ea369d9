import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { failureFrom, runTutti } from "../testing.ts"

const REAL_FILE = "../shared/data/crx.data"
let folder: string
let server: Server

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-data-"))
})
afterEach(async () => {
  server?.close()
  await rm(folder, { recursive: true })
})

/** A mirror that answers everything with one text; its address. */
function mirror(text: string): Promise<string> {
  server = createServer((_, response) => response.end(text))
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      if (address !== null && typeof address === "object")
        resolve(`http://127.0.0.1:${address.port}/crx.data`)
    })
  })
}

describe("tutti data credit", () => {
  test("E_OFFLINE where nobody answers, in one sentence", async () => {
    const address = await mirror("")
    server.close()
    const { status, stdout, stderr } = await runTutti(["data", "credit", "--from", address])
    expect([status, stdout]).toEqual([1, ""])
    expect(stderr).toMatch(/^Cannot fetch the data from 127\.0\.0\.1:\d+: .*\(E_OFFLINE\)\n$/)
  })

  test("E_CHECKSUM for another file, and nothing is written", async () => {
    const out = join(folder, "crx.data")
    const failure = await failureFrom(["data", "credit", "--from", await mirror("b,30.83\n"), "--out", out])
    expect(failure).toMatchObject({ code: "E_CHECKSUM", side: "sender" })
    expect(existsSync(out)).toBe(false)
  })

  test.skipIf(!existsSync(REAL_FILE))("the real file is accepted, with any line ends", async () => {
    const out = join(folder, "crx.data")
    const lines = (await readFile(REAL_FILE, "utf8")).trimEnd().split("\n")
    const { status } = await runTutti([
      "data",
      "credit",
      "--from",
      await mirror(lines.join("\r\n")),
      "--out",
      out,
    ])
    expect(status).toBe(0)
    expect(await readFile(out, "utf8")).toBe(`${lines.join("\n")}\n`)
  })
})
