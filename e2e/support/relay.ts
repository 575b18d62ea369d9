import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** A relay in a process of its own, with its own port and data folder: it can be killed and started again. */
export type RelayProcess = {
  readonly url: string
  readonly dataDir: string
  adminToken(): string
  /** Everything the relay wrote to its logs so far. */
  log(): string
  /** SIGKILL, as a power cut would; resolves when the process is gone. */
  kill(): Promise<void>
  start(): Promise<void>
  /** End for good and remove the data folder. */
  remove(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("no port could be had")
  return address.port
}

export async function startRelayProcess(): Promise<RelayProcess> {
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-e2e-"))
  const url = `http://127.0.0.1:${port}`
  let output = ""
  let child: ChildProcess | undefined

  const start = async () => {
    const started = spawn(process.execPath, ["--import", "tsx", "apps/relay/src/main.ts"], {
      cwd: root,
      env: {
        ...process.env,
        PORT: String(port),
        HOST: "127.0.0.1",
        DATA_DIR: dataDir,
        WEB_DIST: process.env.WEB_DIST ?? join(root, "dist/web"),
      },
      stdio: ["ignore", "pipe", "pipe"],
    })
    child = started
    const ready = new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes("/admin#")) resolve()
      }
      started.stdout.on("data", read)
      started.stderr.on("data", read)
      started.once("exit", (code) => reject(new Error(`the relay ended with ${code}:\n${output}`)))
    })
    await ready
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, "exit")
    child.kill("SIGKILL")
    await gone
    // The next start must print its own line before it counts as ready.
    output = output.replaceAll("/admin#", "/admin…")
  }
  await start()
  return {
    url,
    dataDir,
    adminToken: () => readFileSync(join(dataDir, "admin-token"), "utf8").trim(),
    log: () => output,
    kill,
    start,
    async remove() {
      await kill()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
