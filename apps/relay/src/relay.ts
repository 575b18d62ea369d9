import { createServer, type Server } from "node:http"
import { getRequestListener } from "@hono/node-server"
import { type Random, webRandom } from "@tutti/crypto"
import { LIMITS, StudyState } from "@tutti/protocol"
import type { Clock, Timers } from "@tutti/transport"
import { adminToken } from "./access/admin-token.ts"
import { createGuard } from "./access/guard.ts"
import { hashSecret } from "./access/tokens.ts"
import { relayClock, relayTimers } from "./clock.ts"
import { addressOf, DEFAULTS, type RelayOptions } from "./config.ts"
import { httpApp } from "./http/app.ts"
import { Inferences } from "./inferences/inferences.ts"
import { createLog, type LogSink } from "./observability/log.ts"
import { Metrics } from "./observability/metrics.ts"
import { Regressions } from "./regressions/regressions.ts"
import { openSockets } from "./sockets/sockets.ts"
import { openDatabase } from "./store/engine.ts"
import { kyselyStudyStore } from "./store/kysely-study-store.ts"
import { relayKey } from "./store/relay-key.ts"
import { Studies } from "./studies/studies.ts"
import { UnmaskPool } from "./unmasking/unmask-pool.ts"

/** What a relay takes from its process; each has a default, and a test may pass its own. */
export type RelayPorts = { clock: Clock; timers: Timers; random: Random; logSink?: LogSink }

export type RunningRelay = {
  /** Where people reach it: PUBLIC_URL, or the address that it listens on. */
  url: string
  port: number
  adminToken: string
  /** Says goodbye to everybody, ends what is under way, closes the database. Idempotent. */
  close(): Promise<void>
}

const DAY_MS = 86_400_000
/** Longer than proxies keep theirs: the side that asks should be the one that hangs up. */
const KEPT_ALIVE_MS = 75_000

/**
 * Starts a relay in this process: database, studies, HTTP and sockets on one port. It listens when this resolves,
 * and studies that were running when it last ended are running again.
 * @throws {DatabaseTakenError} when another relay holds the database; the system's error when it cannot listen.
 */
export async function startRelay(
  given: Partial<RelayOptions> = {},
  ports: Partial<RelayPorts> = {},
): Promise<RunningRelay> {
  const options: RelayOptions = { ...DEFAULTS, ...given }
  const { clock = relayClock, timers = relayTimers, random = webRandom } = ports
  const log = createLog(options.logLevel, ports.logSink)
  const token = adminToken(options.dataDir, random)
  const database = await openDatabase(options)
  const store = kyselyStudyStore(database.kysely)
  const guard = createGuard(hashSecret(token), store)
  const metrics = new Metrics(async () =>
    sumOf(await studies.countByState(), await regressions.countByState()),
  )
  const secure = { key: await relayKey(database.kysely, random), masks: new UnmaskPool() }
  const parts = { store, clock, timers, random, log, metrics, secure }
  const studies = new Studies(parts)
  const regressions = new Regressions(parts)
  const { letterDelayMs = 0 } = options
  const inferences = new Inferences({ ...parts, relayKey: secure.key.publicKey, letterDelayMs })

  let leaving = false
  const ready = async () => !leaving && (await database.ping().then(yes, no))
  const now = () => new Date(clock.nowMs())
  const web = { ...options, relayKey: secure.key.publicKey, random, now, ready }
  const app = httpApp({ ...web, studies, regressions, inferences, store, guard, metrics, log })
  const server = createServer(
    { headersTimeout: LIMITS.identifyWithinMs, keepAliveTimeout: KEPT_ALIVE_MS },
    getRequestListener(app.fetch),
  )
  const sockets = openSockets(server, {
    ...options,
    studies,
    regressions,
    inferences,
    guard,
    metrics,
    random,
    clock,
    timers,
  })

  let closing: Promise<void> | undefined
  let silenceRetention = () => {}
  const leave = async () => {
    leaving = true
    silenceRetention()
    await studies.close()
    await regressions.close()
    inferences.close()
    await sockets.close()
    await secure.masks.close()
    await database.close()
    log.info("relay closed")
  }
  const close = () => {
    closing ??= leave()
    return closing
  }
  const forgetExpired = async () => {
    silenceRetention = timers.start(DAY_MS, () => {
      forgetExpired().catch((error: unknown) => log.error("old studies were not deleted", { error }))
    })
    for (const study of await studies.removeExpired()) await regressions.forget(study)
  }

  try {
    await forgetExpired()
    await studies.resumeRunning()
    await regressions.resumeRunning()
    const port = await listen(server, options)
    log.info("relay listening", { port })
    return { url: options.publicUrl ?? addressOf(options.host, port), port, adminToken: token, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Counts = Awaited<ReturnType<Studies["countByState"]>>

function sumOf(some: Counts, others: Counts): Counts {
  const sum = { ...some }
  for (const state of StudyState.options) if (others[state]) sum[state] = (sum[state] ?? 0) + others[state]
  return sum
}

const yes = () => true
const no = () => false

/** @returns the port, which the system chooses when it is asked for port 0. */
function listen(server: Server, { host, port }: RelayOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : port)
    })
  })
}
