import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { freePort } from "./free-port.ts"

type PostgresServer = { url: string; stop(): Promise<void> }
export type PostgresStart = { ok: true; server: PostgresServer } | { ok: false; reason: string }

/**
 * A real PostgreSQL server on a folder and a port of its own, for one test run.
 * @returns the reason when this machine cannot run one, so that a test can say so instead of passing in silence.
 */
export async function startPostgres(): Promise<PostgresStart> {
  const binaries = findBinaries()
  if (binaries === undefined) return { ok: false, reason: "no initdb and postgres on this machine" }
  const account = unprivilegedAccount()
  if (account === undefined)
    return { ok: false, reason: "postgres refuses to run as root and there is no user postgres or nobody" }

  const folder = mkdtempSync(join(tmpdir(), "tutti-postgres-"))
  chmodSync(folder, 0o700)
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid)
  const environment = { ...account, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C" } }
  const data = join(folder, "data")
  const authentication = ["--username=tutti", "--auth=trust", "--encoding=UTF8", "--no-sync"]
  execFileSync(join(binaries, "initdb"), ["--pgdata", data, ...authentication], {
    ...environment,
    stdio: "ignore",
  })
  const port = await freePort()
  const server = spawn(
    join(binaries, "postgres"),
    ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", folder, "-F"],
    { ...environment, stdio: ["ignore", "ignore", "pipe"] },
  )
  await untilReady(server)
  const stop = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve))
    server.kill("SIGINT")
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  return { ok: true, server: { url: `postgres://tutti@127.0.0.1:${port}/postgres`, stop } }
}

/** The folder that holds both programs: Debian keeps them outside of PATH. */
function findBinaries(): string | undefined {
  const debian = "/usr/lib/postgresql"
  const versions = existsSync(debian) ? readdirSync(debian).sort().reverse() : []
  const folders = [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ]
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")))
}

/** postgres does not run as root: another account then, or this one. */
function unprivilegedAccount(): { uid?: number; gid?: number } | undefined {
  if (process.getuid?.() !== 0) return {}
  for (const name of ["postgres", "nobody"])
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }))
      return { uid: id("-u"), gid: id("-g") }
    } catch {
      // No such account; the next one.
    }
  return undefined
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ""
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text
      if (log.includes("ready to accept connections")) resolve()
    })
    server.once("error", reject)
    server.once("exit", () => reject(new Error(`postgres did not start: ${log}`)))
  })
}
