import type { RefusalCode } from "@tutti/protocol"
import type { BatchOutput } from "../output/batch-output.ts"
import type { Exchange } from "../sharing/exchange.ts"
import type { Role } from "../sharing/shares.ts"
import { encodeFrame, payloadOf } from "./frame.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** What follows from a frame: the next one to send, the end, or a refusal that ends the batch. */
export type Stepped =
  | { readonly kind: "sends"; readonly frame: Bytes }
  | { readonly kind: "done"; readonly output: BatchOutput }
  | { readonly kind: "refused"; readonly code: RefusalCode }

/** A batch between its rounds: this party's frame is out, the other's is awaited. Several may be on their way at once. */
export class RunningBatch {
  readonly batch: number
  readonly #role: Role
  readonly #exchange: Exchange<BatchOutput>
  #round = 0
  /** Bytes that the other party's frame must have; undefined once the batch has ended. */
  #awaited: number | undefined

  constructor(batch: number, role: Role, exchange: Exchange<BatchOutput>) {
    this.batch = batch
    this.#role = role
    this.#exchange = exchange
  }

  /** The first frame. @throws {Error} if it has been asked for: that is a bug. */
  start(): Stepped {
    if (this.#round > 0) throw new Error("this batch has been started")
    return this.#say(this.#exchange.next())
  }

  /** The other party's frame of the present round. Nothing is said any more once one has been refused. */
  take(frame: Bytes): Stepped {
    const place = { batch: this.batch, round: this.#round, role: this.#role === 0 ? 1 : 0 } as const
    const payload = this.#awaited === undefined ? undefined : payloadOf(frame, place, this.#awaited)
    if (payload === undefined) {
      this.#awaited = undefined
      return { kind: "refused", code: "E_IN_FRAME" }
    }
    return this.#say(this.#exchange.next(payload))
  }

  #say({ done, value }: IteratorResult<Bytes, BatchOutput>): Stepped {
    if (done) {
      this.#awaited = undefined
      return { kind: "done", output: value }
    }
    this.#round += 1
    this.#awaited = value.length
    const place = { batch: this.batch, round: this.#round, role: this.#role }
    return { kind: "sends", frame: encodeFrame(place, value) }
  }
}
