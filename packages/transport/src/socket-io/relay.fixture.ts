import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Server } from "socket.io"
import { receive } from "../channel.contract.ts"
import { connectOwner } from "./client.ts"
import { openSocket } from "./open-socket.ts"
import { type OwnerLine, type ServeOptions, serveOwnerSocket } from "./server.ts"
import { serverOptions } from "./server-options.ts"

/** A socket.io server on 127.0.0.1 that serves owners by this package, as the relay does. */
export async function openRelay(options: ServeOptions = {}) {
  const http = createServer()
  let letIn = true
  const server = new Server(http, { ...serverOptions, allowRequest: (_, decide) => decide(null, letIn) })
  const arrivals: OwnerLine[] = []
  const waiting: ((line: OwnerLine) => void)[] = []
  server.of("/owner").on("connection", (socket) => {
    const line = serveOwnerSocket(socket, options)
    const next = waiting.shift()
    if (next === undefined) arrivals.push(line)
    else next(line)
  })
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve))
  const { port } = http.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  /** The line of the next owner that connects, or has connected and was not asked for. */
  const arrival = () =>
    new Promise<OwnerLine>((resolve) => {
      const line = arrivals.shift()
      if (line === undefined) waiting.push(resolve)
      else resolve(line)
    })
  return {
    url,
    server,
    arrival,
    /** An owner and its line, both open. */
    async join() {
      const owner = connectOwner(url, {
        backOff: { firstMs: 1, maxMs: 10 },
        ...(options.limits && { limits: options.limits }),
      })
      const line = await arrival()
      // The relay speaks first: an owner that has heard something is open.
      await Promise.all([receive(owner, 1), line.send({ kind: "study-paused" })])
      return { owner, line }
    },
    /** A socket that says whatever it is told to, does not come back, and its line. */
    async strangeOwner() {
      const socket = openSocket(url, "/owner")
      socket.io.reconnection(false)
      const open = new Promise<void>((resolve) => void socket.once("connect", resolve))
      const gone = new Promise<string>((resolve) => void socket.once("disconnect", resolve))
      const line = await arrival()
      await open
      return { socket, gone, line }
    },
    /** Cuts every connection and lets nobody in. */
    cut() {
      letIn = false
      for (const socket of server.of("/owner").sockets.values()) socket.conn.close()
    },
    letIn() {
      letIn = true
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}
