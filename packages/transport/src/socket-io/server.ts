import {
  INFERENCE_LIMITS,
  InferenceMessage,
  type InferenceRelayMessage,
  LIMITS,
  OwnerMessage,
  PartyMessage,
  type PartyRelayMessage,
  type RefusalCode,
  type RelayMessage,
} from "@tutti/protocol"
import type * as z from "zod"
import { FramedChannel, refusedMessage } from "../framed-channel.ts"
import type { WireLimits } from "../framing/wire-limits.ts"
import { type Clock, processClock, processTimers, type Timers } from "../ports.ts"

/** The part of a socket.io server's Socket that is used here. */
export type ServerSocket = {
  readonly conn: { close(): unknown }
  use(take: (event: [string, ...unknown[]]) => void): unknown
  on(event: "disconnect", listener: (reason: string) => void): unknown
  emit(event: string, ...args: unknown[]): unknown
  disconnect(close: boolean): unknown
}

export type ServeOptions = {
  limits?: WireLimits
  clock?: Clock
  timers?: Timers
  /** Called for every frame that was refused, for the relay's metrics. */
  onRefused?: (code: RefusalCode) => void
}

/** The relay's end of one owner's socket. */
export type OwnerLine = FramedChannel<RelayMessage, OwnerMessage>
/** The relay's end of the socket of a regression's party, or of its dealer. */
export type PartyLine = FramedChannel<PartyRelayMessage, PartyMessage>

/** The relay's end of the socket of one of the three of an encrypted inference. */
export type InferenceLine = FramedChannel<InferenceRelayMessage, InferenceMessage>

/** What the relay's end says of a frame that it refused; every door has it. */
type Refusal = ReturnType<typeof refusedMessage>

/**
 * The relay's end of a socket in namespace "/owner". Call it in the handler of "connection" and add the listeners
 * in the same turn. The line ends by itself (`onDisconnect`) when the socket does, when the peer sends too much that
 * is refused, and when it lets too much wait; a reconnecting owner comes as a new socket.
 */
export function serveOwnerSocket(socket: ServerSocket, options: ServeOptions = {}): OwnerLine {
  return serve<RelayMessage, OwnerMessage>(socket, OwnerMessage, options)
}

/** As `serveOwnerSocket`, in namespace "/party". */
export function servePartySocket(socket: ServerSocket, options: ServeOptions = {}): PartyLine {
  return serve<PartyRelayMessage, PartyMessage>(socket, PartyMessage, options)
}

/** As `serveOwnerSocket`, in namespace "/inference". */
export function serveInferenceSocket(socket: ServerSocket, options: ServeOptions = {}): InferenceLine {
  const own = { limits: INFERENCE_LIMITS, ...options }
  return serve<InferenceRelayMessage, InferenceMessage>(socket, InferenceMessage, own)
}

function serve<Out, In extends { kind: string }>(
  socket: ServerSocket,
  incoming: z.ZodType<In>,
  options: ServeOptions,
): FramedChannel<Out | Refusal, In> {
  const { limits = LIMITS, clock = processClock, timers = processTimers, onRefused } = options
  const line = new FramedChannel<Out | Refusal, In>(
    {
      emit: (event, args, answered) => void socket.emit(event, ...args, answered),
      // A client does not come back after a disconnect packet, but does after a closed connection.
      end: (how) => void (how === "done" ? socket.disconnect(true) : socket.conn.close()),
    },
    {
      incoming,
      limits,
      clock,
      timers,
      guarded: true,
      refusal: refusedMessage,
      ...(onRefused && { onRefused }),
    },
  )
  // A middleware that never goes on: the one door for events of every name, before any listener.
  socket.use(([event, ...args]) => line.receive(event, args))
  socket.on("disconnect", (reason) => line.lost(reason))
  line.opened()
  return line
}
