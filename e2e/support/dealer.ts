import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { PublicKey } from "@tutti/protocol"

const binary = fileURLToPath(new URL("../../apps/cli/bin/tutti.mjs", import.meta.url))

export type DealerProcess = {
  publicKey: string
  /** As a computer that falls asleep, and wakes up. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

/** `tutti dealer` in a process of its own, as somebody who owns no rows would run it. */
export async function startDealer(relay: string): Promise<DealerProcess> {
  const folder = mkdtempSync(join(tmpdir(), "tutti-dealer-"))
  const files = ["--key-file", join(folder, "key.json"), "--ledger", join(folder, "ledger.json")]
  const child = spawn(process.execPath, [binary, "dealer", "--relay", relay, ...files, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const gone = once(child, "exit")
  const lines = createInterface({ input: child.stdout })
  const [line] = await once(lines, "line")
  // What follows are its events; a pipe that is not read would stop it.
  lines.on("line", () => {})
  return {
    publicKey: PublicKey.parse(JSON.parse(line).publicKey),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async stop() {
      child.kill("SIGCONT")
      child.kill("SIGTERM")
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
