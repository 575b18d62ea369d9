import type { Random, RoundSuite, Verify } from "@tutti/crypto"

/** What a party or the dealer works with in a run; all of it is given. */
export type RunTools = {
  readonly random: Random
  readonly suite: RoundSuite
  /** By its identity key, the dealer by its own. */
  sign(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
  readonly verify: Verify
  /** [32] of that key. */
  readonly publicKey: Uint8Array
}
