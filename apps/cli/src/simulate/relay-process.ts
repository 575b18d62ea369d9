import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as z from "zod"

export const RelayChildAnswer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("started"), url: z.string(), adminToken: z.string() }),
  z.strictObject({ kind: z.literal("cpu"), seconds: z.number() }),
])
export type RelayChildAnswer = z.infer<typeof RelayChildAnswer>

/** A relay in a process of its own, with a free port and an empty data folder. */
export type RelayProcess = {
  readonly url: string
  readonly adminToken: string
  /** CPU that the process has used since it started, user and system. */
  cpuSeconds(): Promise<number>
  /** Ends the relay and removes its data. */
  stop(): Promise<void>
}

/**
 * @param letterDelayMs by which letters of encrypted inferences are held back, as on a long line
 * @throws {Error} when the process ends before it listens.
 */
export async function startRelayProcess({ letterDelayMs = 0 } = {}): Promise<RelayProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), "tutti-relay-"))
  const child = fork(
    fileURLToPath(new URL("relay-child.ts", import.meta.url)),
    [dataDir, String(letterDelayMs)],
    {
      execArgv: ["--import", import.meta.resolve("tsx")],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  )
  const gone = once(child, "exit")
  const next = async (): Promise<RelayChildAnswer> => {
    const [message] = await Promise.race([
      once(child, "message"),
      gone.then(() => Promise.reject(new Error("the relay's process has ended"))),
    ])
    return RelayChildAnswer.parse(message)
  }
  // One question at a time: answers come in the order of the questions.
  let turn: Promise<unknown> = Promise.resolve()
  const ask = (question: "cpu"): Promise<RelayChildAnswer> => {
    const answered = turn.then(() => {
      child.send(question)
      return next()
    })
    // Whoever asked hears of a failure; the next question only waits for the end of this one.
    turn = answered.catch(() => {})
    return answered
  }

  const started = await next()
  if (started.kind !== "started") throw new Error("the relay's process spoke out of turn")
  return {
    url: started.url,
    adminToken: started.adminToken,
    async cpuSeconds() {
      const answer = await ask("cpu")
      return answer.kind === "cpu" ? answer.seconds : Number.NaN
    },
    async stop() {
      if (child.connected) child.disconnect()
      await gone
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
