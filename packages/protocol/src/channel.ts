import type { RefusalCode } from "./refusal.ts"

/**
 * A two-way line for one peer's messages, whatever carries it. Both adapters (in memory, socket.io) pass
 * `transport`'s channel contract. `Out` and `In` are OwnerMessage and RelayMessage, one way round or the other.
 */
export interface Channel<Out, In> {
  /**
   * Resolves when the peer's door has taken the message; the payload's bytes are copied before it returns.
   * @throws {ChannelError} when the line closes before that, or the peer refuses the transfer.
   */
  send(message: Out, payload?: Uint8Array): Promise<void>
  /** `send` without the copy: nobody writes to the payload any more. */
  sendShared(message: Out, payload?: Uint8Array): Promise<void>
  /** Messages arrive parsed and in order. Returns the remover. */
  onMessage(listener: (message: In, payload: Uint8Array | undefined) => void): () => void
  /** Called when the line opens again after a loss (never for the first opening). Returns the remover. */
  onReconnect(listener: () => void): () => void
  /** Called on every loss, but not for one's own `close`. Returns the remover. */
  onDisconnect(listener: (reason: string) => void): () => void
  /** Ends the line for good; idempotent. */
  close(): void
}

export class ChannelError extends Error {
  /** @param refusal the code that the peer's door gave, for "refused". */
  constructor(
    readonly code: "closed" | "refused" | "too-big",
    message: string,
    readonly refusal?: RefusalCode,
  ) {
    super(message)
    this.name = "ChannelError"
  }
}
