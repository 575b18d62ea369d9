import type { Identity, Random, RoundSuite } from "@tutti/crypto"
import type { GraphRule } from "../graph/graph.ts"
import type { Pinned } from "./state.ts"

/** What an owner's round works with; all of it is given. */
export type OwnerTools = {
  readonly pinned: Pinned
  readonly identity: Pick<Identity, "sign">
  readonly suite: RoundSuite
  /** `protocolGraph`; a test may lower the threshold to see what breaks. */
  readonly graph: GraphRule
  readonly random: Random
  /** Ed25519; the roster's keys were checked for soundness when they were pinned. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}
