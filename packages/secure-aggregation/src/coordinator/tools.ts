import type { RoundSuite } from "@tutti/crypto"
import type { GraphRule } from "../graph/graph.ts"

/** What the relay's side of a round works with; all of it is given. */
export type CoordinatorTools = {
  readonly suite: RoundSuite
  /** `protocolGraph`; a test may lower the threshold to see what breaks. */
  readonly graph: GraphRule
  /** The relay's Ed25519 signature. */
  sign(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}
