import { LIMITS, OwnerMessage, RelayMessage } from "@tutti/protocol"
import type { Carrier } from "../connection.ts"
import { FramedChannel, refusedMessage } from "../framed-channel.ts"
import { asBytes } from "../framing/frames.ts"
import type { WireLimits } from "../framing/wire-limits.ts"
import { type Clock, processClock, processTimers, type Timers } from "../ports.ts"

export type MemoryLine = {
  /** The owner's end. */
  owner: FramedChannel<OwnerMessage, RelayMessage>
  /** The relay's end. */
  relay: FramedChannel<RelayMessage, OwnerMessage>
  /** What is under way is gone, and both ends are told. */
  lose(reason: string): void
  /** The line opens again after a loss. */
  restore(): void
}

export type MemoryLineOptions = { limits?: WireLimits; clock?: Clock; timers?: Timers }

/**
 * An owner and a relay in one process, with the same framing, doors and limits as over sockets. It is open from the
 * start; frames arrive in later microtasks, in their order, with nothing shared but bytes that nobody writes to.
 */
export function memoryLine({
  limits = LIMITS,
  clock = processClock,
  timers = processTimers,
}: MemoryLineOptions = {}): MemoryLine {
  const ports = { limits, clock, timers }
  /** Stands for the connection there is; another after each loss. */
  let connection = {}
  const lose = (reason: string) => {
    connection = {}
    owner.lost(reason)
    relay.lost(reason)
  }
  const carrierTo = (peer: () => { receive(event: string, args: readonly unknown[]): void }): Carrier => ({
    emit(event, args, answered) {
      const current = connection
      const carry = (deliver: () => void) =>
        queueMicrotask(() => {
          if (connection === current) deliver()
        })
      const frame = args.map(copy)
      carry(() => peer().receive(event, [...frame, (answer: unknown) => carry(() => answered(copy(answer)))]))
    },
    end: (how) => lose(how === "done" ? "closed by the peer" : "dropped by the peer"),
  })
  const owner: MemoryLine["owner"] = new FramedChannel(
    carrierTo(() => relay),
    { ...ports, incoming: RelayMessage, guarded: false },
  )
  const relay: MemoryLine["relay"] = new FramedChannel(
    carrierTo(() => owner),
    { ...ports, incoming: OwnerMessage, guarded: true, refusal: refusedMessage },
  )
  const restore = () => {
    relay.opened()
    owner.opened()
  }
  restore()
  return { owner, relay, lose, restore }
}

/** What the other end of a wire would see: JSON read anew, bytes as they are. */
function copy(part: unknown): unknown {
  return asBytes(part) ?? JSON.parse(JSON.stringify(part))
}
