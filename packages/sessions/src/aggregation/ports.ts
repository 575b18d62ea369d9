import type { RoundSuite } from "@tutti/crypto"
import type { LaneBits, Lanes, UnmaskTask } from "@tutti/secure-aggregation"

/** What the relay's side of secure studies works with. */
export type AggregationTools = {
  readonly suite: RoundSuite
  /** By the relay's key, which every secure study names. */
  sign(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
  /** Ed25519. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
  /**
   * Where the opened masks are taken off: in worker threads, say. Without it, here and now by `runUnmaskTasks`.
   * @param words length of the sum in 32-bit words
   * @returns [words] what must be added to the masked sum
   */
  unmask?(tasks: readonly UnmaskTask[], laneBits: LaneBits, words: number): Promise<Lanes>
}
