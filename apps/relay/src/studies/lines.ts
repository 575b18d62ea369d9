import type { ParticipantId, RefusalCode, Refused, RelayMessage } from "@tutti/protocol"
import type { Timers, Traffic } from "@tutti/transport"
import type * as z from "zod"

/** What a study needs of a socket's line, whichever messages go over it. */
export type Line<Message> = {
  readonly traffic: Traffic
  sendShared(message: Message, payload?: Uint8Array): Promise<void>
  close(): void
}

/** One admitted socket. `drop` ends it so that its owner comes back by itself. */
export type Seat<Message = RelayMessage> = { line: Line<Message>; drop(): void }

/** The one thing that is said at every door. */
type Goodbye = z.infer<typeof Refused>

/**
 * The open sockets of one study's owners, at most one of each, and what each owner has sent and received over all
 * of its sockets.
 */
export class Lines<Message = RelayMessage> {
  readonly #open = new Map<ParticipantId, Seat<Message | Goodbye>>()
  readonly #past = new Map<ParticipantId, Traffic>()
  readonly #timers: Timers
  #closed = false

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /**
   * The newest socket of an owner is the one that counts; the older is told so and ends.
   * @returns false for one that was let in while the lines were closing: it comes back by itself and meets the next ones.
   */
  attach(participant: ParticipantId, seat: Seat<Message | Goodbye>): boolean {
    if (this.#closed) {
      seat.drop()
      return false
    }
    const older = this.#open.get(participant)
    this.#open.set(participant, seat)
    if (older !== undefined) {
      this.#remember(participant, older)
      endWith(older.line, "E_REPLACED", this.#timers)
    }
    return true
  }

  /** @returns whether this was the owner's newest socket, so that the owner is now away. */
  detach(participant: ParticipantId, seat: Seat<Message | Goodbye>): boolean {
    if (!this.holds(participant, seat)) return false
    this.#open.delete(participant)
    this.#remember(participant, seat)
    return true
  }

  /** Whether this is the owner's newest socket: what an older one still says does not count. */
  holds(participant: ParticipantId, seat: Seat<Message | Goodbye>): boolean {
    return this.#open.get(participant) === seat
  }

  /** Nothing happens for an owner without a socket. @param payload not copied; nobody writes to it any more. */
  send(to: ParticipantId, message: Message, payload: Uint8Array | undefined): void {
    const sent = this.#open.get(to)?.line.sendShared(message, payload)
    sent?.catch(() => {
      // The line is lost or too slow and has ended: whoever holds the seat hears of it as a disconnection.
    })
  }

  /** Bytes of one owner since the relay began, from the owner's side: up is what the relay received. */
  traffic(participant: ParticipantId): { bytesUp: number; bytesDown: number } {
    const past = this.#past.get(participant)
    const now = this.#open.get(participant)?.line.traffic
    return {
      bytesUp: (past?.bytesIn ?? 0) + (now?.bytesIn ?? 0),
      bytesDown: (past?.bytesOut ?? 0) + (now?.bytesOut ?? 0),
    }
  }

  /** Ends all sockets so that their owners come back by themselves, or, with a code, know why they should not. */
  closeAll(code?: RefusalCode): void {
    this.#closed = true
    for (const { line, drop } of this.#open.values())
      if (code === undefined) drop()
      else endWith(line, code, this.#timers)
    this.#open.clear()
  }

  #remember(participant: ParticipantId, { line: { traffic } }: Seat<Message | Goodbye>): void {
    const past = this.#past.get(participant) ?? { bytesIn: 0, bytesOut: 0 }
    this.#past.set(participant, {
      bytesIn: past.bytesIn + traffic.bytesIn,
      bytesOut: past.bytesOut + traffic.bytesOut,
    })
  }
}

/** How long a peer that is told goodbye has to confirm that it heard. */
const GOODBYE_MS = 2_000

/** Says why, and hangs up as soon as the owner has heard it, or has had the time to. */
export function endWith(line: Line<Goodbye>, code: RefusalCode, timers: Timers): void {
  const close = () => {
    cancel()
    line.close()
  }
  const cancel = timers.start(GOODBYE_MS, close)
  line.sendShared({ kind: "refused", code }).then(close, close)
}
