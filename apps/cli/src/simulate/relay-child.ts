import { letHeapGrow, startRelay } from "@tutti/relay"
import type { RelayChildAnswer } from "./relay-process.ts"

/* The relay of a simulation, in a process of its own so that its CPU time is its own. Started by relay-process.ts. */

const [dataDir = ".", letterDelayMs = "0"] = process.argv.slice(2)
letHeapGrow()
const relay = await startRelay({
  host: "127.0.0.1",
  port: 0,
  dataDir,
  logLevel: "silent",
  maxSockets: 20_000,
  letterDelayMs: Number(letterDelayMs),
})

const answer = (message: RelayChildAnswer) => process.send?.(message)

process.on("message", async (question) => {
  if (question === "cpu") {
    const { user, system } = process.cpuUsage()
    answer({ kind: "cpu", seconds: (user + system) / 1e6 })
  }
})
// The simulation has ended, well or badly: its relay ends with it.
process.on("disconnect", async () => {
  await relay.close()
  process.exit(0)
})
answer({ kind: "started", url: relay.url, adminToken: relay.adminToken })
