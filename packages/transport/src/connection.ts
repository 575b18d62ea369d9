import { ChannelError, type RefusalCode } from "@tutti/protocol"
import type * as z from "zod"
import { PeerBudget } from "./budget/peer-budget.ts"
import type { Answer } from "./framing/frames.ts"
import { Inbox } from "./framing/inbox.ts"
import { jsonSize } from "./framing/json-size.ts"
import { openFrame } from "./framing/open-frame.ts"
import { type EmitFrame, Outbox } from "./framing/outbox.ts"
import type { WireLimits } from "./framing/wire-limits.ts"
import type { Clock, Timers } from "./ports.ts"

/** What carries frames: a socket, or memory. */
export type Carrier = {
  emit: EmitFrame
  /** Ends the connection, if there is one. After "done" the owner's end does not come back by itself; after "dropped" it does. */
  end(how: "done" | "dropped"): void
}

export type ConnectionOptions<In extends { kind: string }> = {
  incoming: z.ZodType<In>
  limits: WireLimits
  clock: Clock
  timers: Timers
  /** Count the peer's frames, bytes and refusals, and keep them within the limits: the relay's end. */
  guarded: boolean
}

/** Envelopes and payloads, in bytes; what was refused is in it. */
export type Traffic = { bytesIn: number; bytesOut: number }

/** Absent when the peer asked for no answer. */
type Answering = ((given: Answer) => void) | undefined

/** What a connection tells the channel that it serves. */
export type ConnectionEvents<In> = {
  message(message: In, payload: Uint8Array | undefined): void
  /** A frame of the peer was refused; `answered` unless the peer asked for no answer. */
  refused(code: RefusalCode, of: string | undefined, answered: boolean): void
  /** The connection has gone beyond a limit and is of no use any more. */
  broken(reason: string, how: "done" | "dropped"): void
}

/** One connection between two losses: what waits to be sent, what has arrived in part, and what the peer has used up. */
export class Connection<In extends { kind: string }> {
  readonly #options: ConnectionOptions<In>
  readonly #traffic: Traffic
  readonly #events: ConnectionEvents<In>
  readonly #inbox: Inbox<In>
  readonly #outbox: Outbox
  readonly #budget: PeerBudget | undefined
  /** Silence the alarms that are set. */
  readonly #alarms = new Set<() => void>()
  #looksAgain = false
  #refusals = 0

  constructor(
    { emit }: Carrier,
    options: ConnectionOptions<In>,
    traffic: Traffic,
    events: ConnectionEvents<In>,
  ) {
    this.#options = options
    this.#traffic = traffic
    this.#events = events
    this.#inbox = new Inbox(options.incoming, options.limits)
    this.#outbox = new Outbox(emit, options.limits, options.clock)
    this.#budget = options.guarded ? new PeerBudget(options.limits, options.clock.nowMs()) : undefined
  }

  /**
   * @param payload not copied.
   * @throws {ChannelError} as Channel.send.
   * @throws {TypeError} if the message is not JSON.
   */
  async send(message: unknown, payload: Uint8Array | undefined): Promise<void> {
    const { limits } = this.#options
    const payloadBytes = payload?.length ?? 0
    const envelopeBytes = jsonSize(message, limits.envelopeBytes)
    if (envelopeBytes === undefined) throw new TypeError("a message is JSON; bytes travel as its payload")
    if (envelopeBytes > limits.envelopeBytes || payloadBytes > limits.payloadBytes)
      throw new ChannelError("too-big", "the message exceeds the limits of the wire", "E_FRAME_TOO_BIG")
    if (!this.#outbox.hasRoomFor(payloadBytes)) {
      this.#events.broken("E_QUEUE_FULL", "dropped")
      throw new ChannelError("refused", "too much waits for the peer", "E_QUEUE_FULL")
    }
    this.#traffic.bytesOut += envelopeBytes + payloadBytes
    const taken = this.#outbox.send(message, payload)
    this.#lookAgain()
    return taken
  }

  /** One frame of the peer: what the socket delivered, with the function that answers as the last argument if any. */
  receive(event: string, args: readonly unknown[]): void {
    const last = args.at(-1)
    const answer: Answering = typeof last === "function" ? (given: Answer) => void last(given) : undefined
    const { limits, clock } = this.#options
    const nowMs = clock.nowMs()
    const frame = openFrame(answer === undefined ? args : args.slice(0, -1), limits)
    this.#traffic.bytesIn += frame.bytes

    const delayMs = this.#budget === undefined ? 0 : this.#budget.take(frame.bytes, nowMs)
    if (delayMs === undefined) {
      this.#refuse("E_RATE", undefined, answer)
      return
    }
    const received = this.#inbox.receive(event, frame, nowMs)
    switch (received.kind) {
      case "refused":
        this.#refuse(received.code, received.of, answer)
        return
      case "chunk":
        this.#accept(answer, delayMs)
        this.#lookAgain()
        return
      case "message":
        this.#accept(answer, delayMs)
        this.#events.message(received.message, received.payload)
        return
    }
  }

  /** Nothing that waits will be answered; nothing that is unfinished will be finished. */
  dispose(reason: string): void {
    this.#outbox.fail(reason)
    for (const silence of this.#alarms) silence()
  }

  #accept(answer: Answering, delayMs: number): void {
    if (delayMs > 0) this.#after(delayMs, () => answer?.({ ok: true }))
    else answer?.({ ok: true })
  }

  #refuse(code: RefusalCode, of: string | undefined, answer: Answering): void {
    answer?.({ ok: false, code })
    this.#refusals++
    this.#events.refused(code, of, answer !== undefined)
    if (this.#options.guarded && this.#refusals === this.#options.limits.refusalsPerSocket)
      this.#events.broken("too many refused frames", "done")
  }

  /**
   * Looks again after a while, as long as anything is unfinished in either direction: forgets transfers that nobody
   * goes on with, and gives up a peer that answers nothing. What has run out is noticed within `transferIdleMs`.
   */
  #lookAgain(): void {
    const { limits } = this.#options
    const unfinished = this.#inbox.transfers.heldBytes > 0 || this.#outbox.silenceMs() !== undefined
    if (this.#looksAgain || !unfinished) return
    this.#looksAgain = true
    this.#after(limits.transferIdleMs, () => {
      this.#looksAgain = false
      this.#inbox.transfers.expire(this.#options.clock.nowMs())
      const silenceMs = this.#outbox.silenceMs() ?? 0
      if (silenceMs >= limits.answerWithinMs) this.#events.broken("no answer", "dropped")
      else this.#lookAgain()
    })
  }

  #after(delayMs: number, run: () => void): void {
    const silence = this.#options.timers.start(delayMs, () => {
      this.#alarms.delete(silence)
      run()
    })
    this.#alarms.add(silence)
  }
}
