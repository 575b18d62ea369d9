import { type Channel, ChannelError, type OwnerMessage, type RelayMessage } from "@tutti/protocol"
import type { FakeClock } from "./fake-clock.ts"

/** The relay's end of one owner's present connection. @typeParam In what the relay says, of training unless told. */
export type RelayLine<In = RelayMessage> = {
  readonly owner: string
  send(message: In, payload?: Uint8Array): void
  /** Closes the connection from the relay's side. */
  drop(): void
}

/** What the relay's door does with connections and what comes over them. */
export interface RelayDoor<Out = OwnerMessage, In = RelayMessage> {
  opened(line: RelayLine<In>): void
  received(line: RelayLine<In>, message: Out, payload: Uint8Array | undefined): void
  closed(line: RelayLine<In>): void
}

export type Letter<Out = OwnerMessage, In = RelayMessage> = {
  owner: string
  payload: Uint8Array | undefined
} & ({ to: "relay"; message: Out } | { to: "owner"; message: In })

/**
 * What happens to a letter under way: a delay in ms for every copy that arrives. [0] is a good line, [] loses it,
 * [0, 0] doubles it; different delays for different letters change their order.
 */
export type Weather<Out = OwnerMessage, In = RelayMessage> = (letter: Letter<Out, In>) => readonly number[]

export const goodWeather = (): readonly number[] => [0]

/**
 * Owners' lines to one relay, in memory and on a fake clock. Unlike a socket, it may lose, double and reorder single
 * letters while a line stands: what holds here holds there.
 */
export class LossyNetwork<Out = OwnerMessage, In = RelayMessage> {
  weather: Weather<Out, In> = goodWeather
  readonly #clock: FakeClock
  readonly #door: () => RelayDoor<Out, In>
  readonly #lines = new Map<string, Line<Out, In>>()

  /** @param door asked for at every event, so that a relay can be replaced by the one that starts after it. */
  constructor(clock: FakeClock, door: () => RelayDoor<Out, In>) {
    this.#clock = clock
    this.#door = door
  }

  /** A line for this owner, open at once: its door hears of it in the next turn of the clock. */
  line(owner: string): Channel<Out, In> {
    const line = new Line<Out, In>(owner, this.#clock, this.#door, (letter) => this.weather(letter))
    this.#lines.set(owner, line)
    this.#clock.start(0, () => line.open())
    return line
  }

  /** The line breaks: both ends hear of it, what is under way is gone. */
  cut(owner: string): void {
    this.#lines.get(owner)?.break("cut")
  }

  /** A broken line stands again; a line that stands stays. */
  mend(owner: string): void {
    this.#lines.get(owner)?.open()
  }

  /** A relay that dies: it hears of nothing any more, its owners lose their lines. */
  cutAll(): void {
    for (const line of this.#lines.values()) line.break("cut")
  }

  mendAll(): void {
    for (const line of this.#lines.values()) line.open()
  }
}

type Connection<In> = { relay: RelayLine<In>; underWay: Set<(error: ChannelError) => void> }

class Line<Out, In> implements Channel<Out, In> {
  #connection: Connection<In> | undefined
  #wasOpen = false
  #closed = false
  readonly #onMessage = new Set<(message: In, payload: Uint8Array | undefined) => void>()
  readonly #onReconnect = new Set<() => void>()
  readonly #onDisconnect = new Set<(reason: string) => void>()

  constructor(
    private readonly owner: string,
    private readonly clock: FakeClock,
    private readonly door: () => RelayDoor<Out, In>,
    private readonly weather: Weather<Out, In>,
  ) {}

  open(): void {
    if (this.#connection || this.#closed) return
    const connection: Connection<In> = {
      underWay: new Set(),
      relay: {
        owner: this.owner,
        send: (message, payload) => this.#deliver(connection, message, payload),
        drop: () => this.#connection === connection && this.break("dropped"),
      },
    }
    this.#connection = connection
    if (this.#wasOpen) for (const listener of this.#onReconnect) listener()
    this.#wasOpen = true
    this.door().opened(connection.relay)
  }

  break(reason: string): void {
    const connection = this.#connection
    if (!connection) return
    this.#connection = undefined
    for (const lose of connection.underWay) lose(new ChannelError("closed", reason))
    this.door().closed(connection.relay)
    if (!this.#closed) for (const listener of this.#onDisconnect) listener(reason)
  }

  sendShared(message: Out, payload?: Uint8Array): Promise<void> {
    return this.send(message, payload)
  }

  send(message: Out, payload?: Uint8Array): Promise<void> {
    const connection = this.#connection
    if (!connection) return Promise.reject(new ChannelError("closed", "the line is not open"))
    const bytes = payload && Uint8Array.from(payload)
    return new Promise((resolve, reject) => {
      connection.underWay.add(reject)
      for (const delayMs of this.weather({ owner: this.owner, to: "relay", message, payload: bytes }))
        this.clock.start(delayMs, () => {
          if (this.#connection !== connection) return
          this.door().received(connection.relay, message, bytes && Uint8Array.from(bytes))
          // The acknowledgement has a way of its own, on which it can be lost with the line.
          this.clock.start(0, () => {
            if (this.#connection !== connection) return
            connection.underWay.delete(reject)
            resolve()
          })
        })
    })
  }

  #deliver(connection: Connection<In>, message: In, payload: Uint8Array | undefined): void {
    const bytes = payload && Uint8Array.from(payload)
    for (const delayMs of this.weather({ owner: this.owner, to: "owner", message, payload: bytes }))
      this.clock.start(delayMs, () => {
        if (this.#connection !== connection) return
        for (const listener of this.#onMessage) listener(message, bytes && Uint8Array.from(bytes))
      })
  }

  onMessage(listener: (message: In, payload: Uint8Array | undefined) => void): () => void {
    this.#onMessage.add(listener)
    return () => this.#onMessage.delete(listener)
  }

  onReconnect(listener: () => void): () => void {
    this.#onReconnect.add(listener)
    return () => this.#onReconnect.delete(listener)
  }

  onDisconnect(listener: (reason: string) => void): () => void {
    this.#onDisconnect.add(listener)
    return () => this.#onDisconnect.delete(listener)
  }

  close(): void {
    this.#closed = true
    this.break("closed by its owner")
  }
}
