import { type Channel, LIMITS, type OwnerMessage, RelayMessage } from "@tutti/protocol"
import type { Traffic } from "../connection.ts"
import { FramedChannel } from "../framed-channel.ts"
import type { WireLimits } from "../framing/wire-limits.ts"
import { type Clock, processClock, processTimers, type Timers } from "../ports.ts"
import { type BackOff, openSocket } from "./open-socket.ts"

export type ConnectOptions = {
  limits?: WireLimits
  clock?: Clock
  timers?: Timers
  backOff?: BackOff
  /** Called when an attempt to connect has failed; the next one follows by itself. */
  onUnreachable?: (reason: string) => void
}

/** The owner's end of its line to the relay. */
export type OwnerChannel = Channel<OwnerMessage, RelayMessage> & { readonly traffic: Readonly<Traffic> }

/**
 * A line to the relay's owners' door, over a WebSocket. It connects by itself and comes back after every loss but
 * one that the relay meant for good. What was under way at a loss rejects with ChannelError "closed"; nothing is sent
 * again by itself.
 * @param relayUrl where the relay listens, as in "https://host:port".
 */
export function connectOwner(relayUrl: string, options: ConnectOptions = {}): OwnerChannel {
  const { limits = LIMITS, clock = processClock, timers = processTimers, backOff, onUnreachable } = options
  const socket = openSocket(relayUrl, "/owner", backOff)
  const channel = new FramedChannel<OwnerMessage, RelayMessage>(
    {
      emit: (event, args, answered) => void socket.emit(event, ...args, answered),
      end: (how) => void (how === "done" ? socket.disconnect() : socket.io.engine.close()),
    },
    { incoming: RelayMessage, limits, clock, timers, guarded: false },
  )
  socket.on("connect", () => channel.opened())
  socket.on("disconnect", (reason) => {
    // The library keeps frames that met a dead connection, to send them first on the next one: those have been rejected.
    socket.sendBuffer = []
    channel.lost(reason)
  })
  socket.on("connect_error", (error) => onUnreachable?.(error.message))
  socket.onAny((event: string, ...args: unknown[]) => channel.receive(event, args))
  return channel
}
