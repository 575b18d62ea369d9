import { type Channel, ChannelError, type RefusalCode, type Refused } from "@tutti/protocol"
import type * as z from "zod"
import { type Carrier, Connection, type ConnectionOptions, type Traffic } from "./connection.ts"

export type ChannelOptions<Out, In extends { kind: string }> = ConnectionOptions<In> & {
  /** Called for every frame of the peer that was refused. */
  onRefused?: (code: RefusalCode) => void
  /** What to tell a peer that asked for no answer about its refused frame; nothing if absent. */
  refusal?: (code: RefusalCode, of: string | undefined) => Out
}

/**
 * A channel over anything that carries frames and answers, connection after connection. Its adapter calls `opened`,
 * `receive` and `lost`; the rest is the Channel that everybody else sees.
 */
export class FramedChannel<Out, In extends { kind: string }> implements Channel<Out, In> {
  /** Since the channel began, over all its connections. */
  readonly traffic: Traffic = { bytesIn: 0, bytesOut: 0 }
  readonly #carrier: Carrier
  readonly #options: ChannelOptions<Out, In>
  readonly #messageListeners = new Set<(message: In, payload: Uint8Array | undefined) => void>()
  readonly #reconnectListeners = new Set<() => void>()
  readonly #disconnectListeners = new Set<(reason: string) => void>()
  #connection: Connection<In> | undefined
  #hasBeenOpen = false
  #closed = false

  /** @param carrier serves every connection of this channel, one after the other. */
  constructor(carrier: Carrier, options: ChannelOptions<Out, In>) {
    this.#carrier = carrier
    this.#options = options
  }

  send(message: Out, payload?: Uint8Array): Promise<void> {
    return this.sendShared(message, payload && new Uint8Array(payload))
  }

  /** A broadcast sends the same array on every line; all of them put views of it on their sockets. */
  async sendShared(message: Out, payload?: Uint8Array): Promise<void> {
    if (this.#connection === undefined) throw new ChannelError("closed", "the line is not open")
    return this.#connection.send(message, payload)
  }

  onMessage(listener: (message: In, payload: Uint8Array | undefined) => void): () => void {
    return listen(this.#messageListeners, listener)
  }

  onReconnect(listener: () => void): () => void {
    return listen(this.#reconnectListeners, listener)
  }

  onDisconnect(listener: (reason: string) => void): () => void {
    return listen(this.#disconnectListeners, listener)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#forget("closed on this side")
    this.#carrier.end("done")
  }

  /** There is a connection. */
  opened(): void {
    if (this.#closed) return
    this.#forget("replaced by a new connection")
    this.#connection = new Connection(this.#carrier, this.#options, this.traffic, {
      message: (message, payload) => {
        for (const listener of this.#messageListeners) listener(message, payload)
      },
      refused: (code, of, answered) => {
        const { onRefused, refusal } = this.#options
        onRefused?.(code)
        // Whether the peer still hears it is its own affair: it asked for no answer.
        if (!answered && refusal !== undefined) this.send(refusal(code, of)).catch(() => {})
      },
      broken: (reason, how) => {
        this.lost(reason)
        this.#carrier.end(how)
      },
    })
    if (this.#hasBeenOpen) for (const listener of this.#reconnectListeners) listener()
    this.#hasBeenOpen = true
  }

  /** One frame of the peer; see Connection.receive. */
  receive(event: string, args: readonly unknown[]): void {
    this.#connection?.receive(event, args)
  }

  /** The connection is gone. */
  lost(reason: string): void {
    if (!this.#forget(reason)) return
    for (const listener of this.#disconnectListeners) listener(reason)
  }

  /** @returns whether there was a connection. */
  #forget(reason: string): boolean {
    const connection = this.#connection
    this.#connection = undefined
    connection?.dispose(reason)
    return connection !== undefined
  }
}

/** How the relay's end says that a frame was refused, to an owner that asked for no answer. */
export function refusedMessage(code: RefusalCode, of: string | undefined): z.infer<typeof Refused> {
  return { kind: "refused", code, ...(of === undefined ? {} : { of }) }
}

function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
