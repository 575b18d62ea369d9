import type { RefusalCode } from "@tutti/protocol"
import type { BatchOutput } from "../output/batch-output.ts"
import type { Turns } from "../plan/turns.ts"
import type { Exchange, Said } from "../sharing/exchange.ts"
import type { Role } from "../sharing/shares.ts"
import { FrameWriter, payloadOf } from "./frame.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** What follows from a frame: the next one to send, if any, and the output once the batch is done; or a refusal that ends it. */
export type Stepped =
  | { readonly ok: true; readonly frame: Bytes | undefined; readonly output: BatchOutput | undefined }
  | { readonly ok: false; readonly code: RefusalCode }

/**
 * A batch between its frames: this party has said what it can, and waits for the other's words. Several may be on their way
 * at once.
 */
export class RunningBatch {
  readonly batch: number
  readonly #role: Role
  readonly #exchange: Exchange<BatchOutput>
  readonly #turns: Turns
  /** Frames that it has said and heard. */
  #said = 0
  #heard = 0
  #isStarted = false
  /** Bytes that it must hear before it goes on; undefined before the start and after the end. */
  #awaits: number | undefined

  constructor(batch: number, role: Role, turns: Turns, exchange: Exchange<BatchOutput>) {
    this.batch = batch
    this.#role = role
    this.#turns = turns
    this.#exchange = exchange
  }

  /** The first frame, of a party that has something to say at once. @throws {Error} a second time: that is a bug. */
  start(): Stepped {
    if (this.#isStarted) throw new Error("this batch has been started")
    this.#isStarted = true
    return this.#speak(this.#exchange.next(), new Uint8Array(0))
  }

  /** The other party's next frame. Nothing is said any more once one has been refused. */
  take(frame: Bytes): Stepped {
    const other = this.#role === 0 ? 1 : 0
    const length = this.#awaits === undefined ? undefined : this.#turns.frames[other][this.#heard]?.bytes
    this.#heard += 1
    const place = { batch: this.batch, number: this.#heard, role: other } as const
    const payload = length === undefined ? undefined : payloadOf(frame, place, length)
    if (payload === undefined || this.#awaits === undefined) {
      this.#awaits = undefined
      return { ok: false, code: "E_IN_FRAME" }
    }
    const first = payload.subarray(0, this.#awaits)
    return this.#speak(this.#exchange.next(first), payload.subarray(first.length))
  }

  /** Goes on as long as nothing must be heard that has not come. @param rest of what has */
  #speak(first: IteratorResult<Said, BatchOutput>, rest: Bytes): Stepped {
    let frame: FrameWriter | undefined
    let step = first
    let unheard = rest
    while (!step.done) {
      const { says, awaits } = step.value
      if (says.length > 0) {
        frame ??= this.#nextFrame()
        frame.write(says)
      }
      if (awaits > unheard.length) {
        this.#awaits = awaits
        return { ok: true, frame: frame?.whole(), output: undefined }
      }
      const next = unheard.subarray(0, awaits)
      unheard = unheard.subarray(awaits)
      step = this.#exchange.next(next)
    }
    this.#awaits = undefined
    return { ok: true, frame: frame?.whole(), output: step.value }
  }

  #nextFrame(): FrameWriter {
    const length = this.#turns.frames[this.#role][this.#said]?.bytes ?? 0
    this.#said += 1
    return new FrameWriter({ batch: this.batch, number: this.#said, role: this.#role }, length)
  }
}
