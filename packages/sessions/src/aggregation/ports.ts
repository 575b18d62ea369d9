import type { RoundSuite } from "@tutti/crypto"
import type {
  AbandonedBecause,
  CoordinatorRound,
  CoordinatorRoundEffect,
  LaneBits,
  Lanes,
  MessageRefusal,
  OwnerStep,
  UnmaskTask,
} from "@tutti/secure-aggregation"

/** What the relay's side of secure studies works with. */
export type AggregationTools = {
  readonly suite: RoundSuite
  /** By the relay's key, which every secure study names. */
  sign(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
  /** Ed25519. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
  /** The owners of a sum are known, and it will want unmasking: time to start threads. */
  makeReady?(owners: number, words: number): void
  /**
   * Where the opened masks are taken off: in worker threads, say. Without it, here and now by `runUnmaskTasks`.
   * @param words length of the sum in 32-bit words
   * @returns [words] what must be added to the masked sum
   */
  unmask?(tasks: readonly UnmaskTask[], laneBits: LaneBits, words: number): Promise<Lanes>
}

/** The phases in which an aggregation waits for owners, and the one in which the relay computes. */
export type AggregationPhase = Exclude<CoordinatorRound["phase"], "opened" | "abandoned">

/** A step of the relay to an owner. */
export type RelayStep = Extract<CoordinatorRoundEffect, { kind: "send" }>["step"]

/**
 * Where an aggregation's happenings go. Owners are named by their index in the frozen roster. Nothing is awaited: what
 * comes of a happening comes back as a call.
 */
export type AggregationPorts = {
  readonly tools: AggregationTools
  readonly timers: { start(afterMs: number, ring: () => void): () => void }
  send(number: number, owner: number, step: RelayStep, bytes: Uint8Array<ArrayBuffer>): void
  /** An owner's message counts. @param bytes its length */
  taken(number: number, owner: number, step: OwnerStep, bytes: number): void
  refused(number: number, owner: number, step: OwnerStep, code: MessageRefusal): void
  /** A phase begins, with those whose answers it waits for. */
  phase(number: number, phase: AggregationPhase, asked: readonly number[]): void
  /** The sum is open. No owner is told before `tellResult`: first its transcript must be written down. */
  opened(number: number, sum: Lanes, survivors: readonly number[], transcript: Uint8Array): void
  /** Over without a sum; nothing was opened. */
  abandoned(number: number, reason: AbandonedBecause): void
  /** A bug. The aggregation has stopped. */
  fault(error: unknown): void
}
