import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"
import { failureFrom } from "../testing.ts"

const binary = fileURLToPath(new URL("../../bin/tutti.mjs", import.meta.url))

async function files(): Promise<{ key: string; ledger: string; args: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "tutti-dealer-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [key, ledger] = [join(folder, "key.json"), join(folder, "ledger.json")]
  return {
    key,
    ledger,
    args: ["dealer", "--relay", "http://127.0.0.1:1", "--key-file", key, "--ledger", ledger],
  }
}

/** The first lines that the real process prints, before it is asked to leave. */
async function firstLines(args: readonly string[], count: number): Promise<string[]> {
  const child = spawn(process.execPath, [binary, ...args], { stdio: ["ignore", "pipe", "inherit"] })
  const gone = new Promise((resolve) => child.once("exit", resolve))
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (lines.length === count) child.kill("SIGTERM")
  }
  expect(await gone).toBe(0)
  return lines.slice(0, count)
}

test("tutti dealer: its key, the same at every start, what it does, and that its relay does not answer", async () => {
  const { key, args } = await files()
  const [first, purpose, third] = await firstLines(args, 3)
  const { publicKey } = JSON.parse(await readFile(key, "utf8"))
  expect(first).toBe(`Dealer key  ${publicKey}`)
  expect(purpose).toMatch(
    /^Deals random numbers to the parties of encrypted regressions and inferences: it sees no row/,
  )
  expect(third).toBe("The relay does not answer; trying again.")
  expect((await firstLines([...args, "--json"], 1)).map((line) => JSON.parse(line))).toEqual([{ publicKey }])
})

test("tutti dealer: a ledger or a key of something else, and no relay's address, are refused by name", async () => {
  for (const which of ["key", "ledger"] as const) {
    const { args, ...paths } = await files()
    await writeFile(paths[which], "{}")
    expect(await failureFrom(args)).toMatchObject({ code: "E_FILE", side: "sender" })
  }
  expect(await failureFrom(["dealer", "--relay", "nowhere"])).toMatchObject({ code: "E_USAGE" })
})
