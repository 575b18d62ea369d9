import type { Server as HttpServer } from "node:http"
import type { Duplex } from "node:stream"
import type { Random } from "@tutti/crypto"
import { LIMITS, type RefusalCode } from "@tutti/protocol"
import {
  type Clock,
  serveInferenceSocket,
  serveOwnerSocket,
  servePartySocket,
  serverOptions,
  type Timers,
} from "@tutti/transport"
import { Server, type Socket } from "socket.io"
import type { Guard } from "../access/guard.ts"
import type { Inferences } from "../inferences/inferences.ts"
import type { Metrics } from "../observability/metrics.ts"
import type { Regressions } from "../regressions/regressions.ts"
import type { Studies } from "../studies/studies.ts"
import { watchHeartbeat } from "./heartbeat.ts"
import { receiveInference } from "./inference-door.ts"
import { receiveOwner } from "./owner-door.ts"
import { receiveParty } from "./party-door.ts"
import { receiveWatcher } from "./watch-door.ts"

export type SocketParts = {
  studies: Studies
  regressions: Regressions
  inferences: Inferences
  guard: Guard
  metrics: Metrics
  random: Random
  clock: Clock
  timers: Timers
  maxSockets: number
}

/** A peer that lets a question of the heartbeat wait for longer is asleep. */
const SILENT_MS = 4_000
/** How often the question is asked: with the above, a sleeper shows within ten seconds. */
const PING_INTERVAL_MS = 5_000
/** A sleeper is given this long before its socket is closed: a suspended laptop's next wake-up is a reconnection. */
const PING_TIMEOUT_MS = 45_000

/** @property close says goodbye to everybody and waits for nobody's answer. */
export type OpenSockets = { close(): Promise<void> }

/** Opens the four doors for sockets on the relay's HTTP server, which closes with them. */
export function openSockets(server: HttpServer, parts: SocketParts): OpenSockets {
  const { metrics, timers, clock, maxSockets } = parts
  const io = new Server(server, {
    ...serverOptions,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    allowRequest: (_, decide) => {
      const full = io.engine.clientsCount >= maxSockets
      if (full) metrics.refused("E_RATE")
      decide(full ? "the relay has as many sockets as it allows" : null, !full)
    },
  })
  const onRefused = (code: RefusalCode) => metrics.refused(code)
  const count = (socket: Socket, role: "owner" | "party" | "inference" | "watcher") => {
    metrics.sockets.inc({ role })
    socket.on("disconnect", () => metrics.sockets.dec({ role }))
  }
  // A connection that asks for none of the doors speaks no protocol of ours.
  io.of("/").use((_, next) => next(new Error("E_MALFORMED")))

  const entered = new WeakSet<Socket["conn"]>()
  io.of("/owner").on("connection", (socket) => {
    entered.add(socket.conn)
    count(socket, "owner")
    const line = serveOwnerSocket(socket, { clock, timers, onRefused })
    socket.on("disconnect", metrics.countTraffic(line.traffic))
    const seat = { line, drop: () => void socket.conn.close() }
    const heart = receiveOwner(seat, { ...parts, onRefused })
    watchHeartbeat(socket.conn, { timers, silentMs: SILENT_MS }, heart)
  })
  io.of("/party").on("connection", (socket) => {
    entered.add(socket.conn)
    count(socket, "party")
    const line = servePartySocket(socket, { clock, timers, onRefused })
    socket.on("disconnect", metrics.countTraffic(line.traffic))
    receiveParty({ line, drop: () => void socket.conn.close() }, { ...parts, onRefused })
  })
  io.of("/inference").on("connection", (socket) => {
    entered.add(socket.conn)
    count(socket, "inference")
    const line = serveInferenceSocket(socket, { clock, timers, onRefused })
    socket.on("disconnect", metrics.countTraffic(line.traffic))
    receiveInference({ line, drop: () => void socket.conn.close() }, { ...parts, onRefused })
  })
  io.of("/watch").on("connection", (socket) => {
    entered.add(socket.conn)
    count(socket, "watcher")
    receiveWatcher(socket, { ...parts, onRefused })
  })
  // A connection that enters no door in time is closed, as one is that enters and does not say who it is.
  io.engine.on("connection", (connection: Socket["conn"]) => {
    const cancel = timers.start(LIMITS.identifyWithinMs, () => {
      if (!entered.has(connection)) connection.close()
    })
    connection.once("close", cancel)
  })

  const wires = new Set<Duplex>()
  server.on("upgrade", (_, wire: Duplex) => {
    wires.add(wire)
    wire.once("close", () => wires.delete(wire))
  })
  return {
    async close() {
      const closed = io.close()
      // A close frame waits half a minute for its answer, which a frozen tab or a rude peer never gives.
      for (const wire of wires) wire.end(() => wire.destroy())
      await closed
    },
  }
}
