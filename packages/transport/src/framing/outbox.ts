import { ChannelError } from "@tutti/protocol"
import type { Clock } from "../ports.ts"
import { Answer, type Envelope, partsOf } from "./frames.ts"
import type { WireLimits } from "./wire-limits.ts"

/** Puts one frame on the socket; `answered` is called with the peer's answer, or never if the line is lost first. */
export type EmitFrame = (
  event: "chunk" | "message",
  args: readonly unknown[],
  answered: (answer: unknown) => void,
) => void

/** A message on its way out. The payload's bytes do not change any more. */
type Outgoing = {
  message: unknown
  payload: Uint8Array | undefined
  /** Chunks that have not left yet. */
  chunks: Uint8Array[]
  /** The payload's part that goes with the message. */
  last: Uint8Array | undefined
  /** Announced in the headers; the transfer's number, once its first chunk has left. */
  count: number
  transfer: number | undefined
  resolve(): void
  reject(error: ChannelError): void
}

/**
 * Sends messages in their order. Chunks of a payload leave as the peer answers earlier ones, at most
 * `chunksInFlight` without an answer; the message follows its last chunk at once and brings what is left of the
 * payload, and the next message's chunks follow that, so that a line is never idle while something waits. The order of frames is then the order of
 * messages, and no two transfers of one sender are ever open together.
 * One outbox serves one connection.
 */
export class Outbox {
  readonly #emit: EmitFrame
  readonly #limits: WireLimits
  readonly #clock: Clock
  /** Not yet left, or left in part. */
  readonly #queue: Outgoing[] = []
  /** Everything that waits: for its turn or for an answer. */
  readonly #unsettled = new Set<Outgoing>()
  #unsettledBytes = 0
  #framesUnanswered = 0
  #chunksInFlight = 0
  /** The last answer, or the first frame that was sent when nothing waited for one. */
  #lastSignMs = 0
  #nextTransfer = 0

  constructor(emit: EmitFrame, limits: WireLimits, clock: Clock) {
    this.#emit = emit
    this.#limits = limits
    this.#clock = clock
  }

  /** How long the peer has been answering nothing although frames wait for it; undefined when none does. */
  silenceMs(): number | undefined {
    return this.#framesUnanswered === 0 ? undefined : this.#clock.nowMs() - this.#lastSignMs
  }

  /** Whether a message with a payload of this size may wait, too. */
  hasRoomFor(payloadBytes: number): boolean {
    return (
      this.#unsettled.size < this.#limits.queueMessages &&
      this.#unsettledBytes + payloadBytes <= this.#limits.queueBytes
    )
  }

  /**
   * @param payload not copied.
   * @returns when the peer has taken the message.
   * @throws {ChannelError} "refused" or "too-big" by the peer, "closed" by `fail`.
   */
  send(message: unknown, payload: Uint8Array | undefined): Promise<void> {
    const bytes = payload?.length ?? 0
    const parts = payload && partsOf(payload, this.#limits.chunkBytes)
    const chunks = parts?.ahead ?? []
    return new Promise((resolve, reject) => {
      const outgoing: Outgoing = {
        message,
        payload,
        chunks,
        last: parts?.last,
        count: chunks.length,
        transfer: undefined,
        resolve,
        reject,
      }
      this.#queue.push(outgoing)
      this.#unsettled.add(outgoing)
      this.#unsettledBytes += bytes
      this.#pump()
    })
  }

  /** The line is lost: nothing that waits will be answered, and nothing more is to be sent here. */
  fail(reason: string): void {
    this.#queue.length = 0
    for (const outgoing of this.#unsettled) this.#settle(outgoing, new ChannelError("closed", reason))
  }

  #pump(): void {
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      const chunk = head.chunks[0]
      if (chunk === undefined) {
        this.#queue.shift()
        this.#emitMessage(head)
      } else if (this.#chunksInFlight < this.#limits.chunksInFlight) {
        head.chunks.shift()
        this.#emitChunk(head, chunk)
      } else return
    }
  }

  #emitChunk(outgoing: Outgoing, chunk: Uint8Array): void {
    outgoing.transfer ??= this.#nextTransfer++
    const header = {
      transfer: outgoing.transfer,
      index: outgoing.count - outgoing.chunks.length - 1,
      count: outgoing.count,
    }
    this.#chunksInFlight++
    this.#ask("chunk", [header, chunk], (refusal) => {
      this.#chunksInFlight--
      if (refusal !== undefined) this.#drop(outgoing, refusal)
      this.#pump()
    })
  }

  #emitMessage(outgoing: Outgoing): void {
    const { message, payload, last, transfer } = outgoing
    const envelope: Envelope =
      transfer === undefined || payload === undefined
        ? { message }
        : { message, transfer: { id: transfer, bytes: payload.length } }
    const args = last === undefined ? [envelope] : [envelope, last]
    this.#ask("message", args, (refusal) => this.#settle(outgoing, refusal))
  }

  #ask(
    event: "chunk" | "message",
    args: readonly unknown[],
    answered: (refusal: ChannelError | undefined) => void,
  ): void {
    if (this.#framesUnanswered++ === 0) this.#lastSignMs = this.#clock.nowMs()
    this.#emit(event, args, (answer) => {
      this.#framesUnanswered--
      this.#lastSignMs = this.#clock.nowMs()
      answered(refusalIn(answer))
    })
  }

  /** A refused chunk ends its transfer: what is left of it stays here. */
  #drop(outgoing: Outgoing, refusal: ChannelError): void {
    const index = this.#queue.indexOf(outgoing)
    if (index >= 0) this.#queue.splice(index, 1)
    this.#settle(outgoing, refusal)
  }

  #settle(outgoing: Outgoing, error: ChannelError | undefined): void {
    if (!this.#unsettled.delete(outgoing)) return
    this.#unsettledBytes -= outgoing.payload?.length ?? 0
    if (error === undefined) outgoing.resolve()
    else outgoing.reject(error)
  }
}

function refusalIn(answer: unknown): ChannelError | undefined {
  const parsed = Answer.safeParse(answer)
  if (!parsed.success) return new ChannelError("refused", "the peer's answer cannot be read", "E_MALFORMED")
  if (parsed.data.ok) return undefined
  const { code } = parsed.data
  return new ChannelError(
    code === "E_FRAME_TOO_BIG" ? "too-big" : "refused",
    `refused by the peer: ${code}`,
    code,
  )
}
