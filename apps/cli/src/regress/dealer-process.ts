import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { PublicKey } from "@tutti/protocol"

const binary = fileURLToPath(new URL("../../bin/tutti.mjs", import.meta.url))

/** `tutti dealer` in a process of its own, with a key and a ledger of its own. */
export type DealerProcess = {
  /** base64url */
  readonly publicKey: string
  /** Ends the dealer and removes its files. */
  stop(): Promise<void>
}

/** @throws {Error} when the process ends before it has said its key. */
export async function startDealerProcess(relay: string): Promise<DealerProcess> {
  const folder = await mkdtemp(join(tmpdir(), "tutti-dealer-"))
  const files = ["--key-file", join(folder, "key.json"), "--ledger", join(folder, "ledger.json")]
  const child = spawn(process.execPath, [binary, "dealer", "--relay", relay, ...files, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const gone = once(child, "exit")
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([
    once(lines, "line"),
    gone.then(() => Promise.reject(new Error("the dealer's process has ended"))),
  ])
  // What follows are its events; nobody listens here, and a pipe that is not read would stop it.
  lines.on("line", () => {})
  return {
    publicKey: PublicKey.parse(JSON.parse(line).publicKey),
    async stop() {
      child.kill("SIGTERM")
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}
