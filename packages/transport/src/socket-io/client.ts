import {
  type Channel,
  INFERENCE_LIMITS,
  type InferenceMessage,
  InferenceRelayMessage,
  LIMITS,
  type OwnerMessage,
  type PartyMessage,
  PartyRelayMessage,
  RelayMessage,
} from "@tutti/protocol"
import type * as z from "zod"
import type { Traffic } from "../connection.ts"
import { FramedChannel } from "../framed-channel.ts"
import type { WireLimits } from "../framing/wire-limits.ts"
import { type Clock, processClock, processTimers, type Timers } from "../ports.ts"
import { type BackOff, type Namespace, openSocket } from "./open-socket.ts"

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
/** The end of a party of a regression, or of its dealer. */
export type PartyChannel = Channel<PartyMessage, PartyRelayMessage> & { readonly traffic: Readonly<Traffic> }
/** The end of one of the three of an encrypted inference. */
export type InferenceChannel = Channel<InferenceMessage, InferenceRelayMessage> & {
  readonly traffic: Readonly<Traffic>
}

/**
 * A line to the relay's owners' door, over a WebSocket. It connects by itself and comes back after every loss but
 * one that the relay meant for good. What was under way at a loss rejects with ChannelError "closed"; nothing is sent
 * again by itself.
 * @param relayUrl where the relay listens, as in "https://host:port".
 */
export function connectOwner(relayUrl: string, options: ConnectOptions = {}): OwnerChannel {
  return connect<OwnerMessage, RelayMessage>(relayUrl, "/owner", RelayMessage, options)
}

/** As `connectOwner`, to the door of regressions. */
export function connectParty(relayUrl: string, options: ConnectOptions = {}): PartyChannel {
  return connect<PartyMessage, PartyRelayMessage>(relayUrl, "/party", PartyRelayMessage, options)
}

/** As `connectOwner`, to the door of encrypted inferences. */
export function connectInference(relayUrl: string, options: ConnectOptions = {}): InferenceChannel {
  const own = { limits: INFERENCE_LIMITS, ...options }
  return connect<InferenceMessage, InferenceRelayMessage>(relayUrl, "/inference", InferenceRelayMessage, own)
}

function connect<Out, In extends { kind: string }>(
  relayUrl: string,
  namespace: Namespace,
  incoming: z.ZodType<In>,
  options: ConnectOptions,
): FramedChannel<Out, In> {
  const { limits = LIMITS, clock = processClock, timers = processTimers, backOff, onUnreachable } = options
  const socket = openSocket(relayUrl, namespace, backOff)
  const channel = new FramedChannel<Out, In>(
    {
      emit: (event, args, answered) => void socket.emit(event, ...args, answered),
      end: (how) => void (how === "done" ? socket.disconnect() : socket.io.engine.close()),
    },
    { incoming, limits, clock, timers, guarded: false },
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
