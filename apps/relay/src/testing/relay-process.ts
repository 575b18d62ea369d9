import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url))

export type RelayProcess = {
  pid: number
  url: string
  adminToken: string
  /** Everything it has written to standard error: its log. */
  log(): string
  /** SIGKILL: no goodbye, no last write. Resolves when the process is gone. */
  kill(): Promise<void>
  /** @returns the exit code. */
  terminate(): Promise<number | null>
}

/** The real program in a process of its own; resolves when it has printed its admin link. */
export function spawnRelay(environment: Record<string, string>): Promise<RelayProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let log = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text
  })
  return new Promise((resolve, reject) => {
    let greeting = ""
    child.once("exit", (code) => reject(new Error(`the relay ended with ${code}: ${log}`)))
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      greeting += text
      const [, url, adminToken] = greeting.match(/(http\S+)\/admin#(\S+)/) ?? []
      if (url === undefined || adminToken === undefined) return
      resolve({
        pid: child.pid ?? 0,
        url,
        adminToken,
        log: () => log,
        kill: () => end(child, "SIGKILL").then(() => undefined),
        terminate: () => end(child, "SIGTERM"),
      })
    })
  })
}

function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code))
    child.kill(signal)
  })
}
