/**
 * Why an owner refuses and leaves the round, its secrets wiped. The first ten are what a relay must never ask.
 * @see docs/protocol.md, "What the relay must never ask"
 */
export type OwnerRefusal =
  /** Not exactly the message that the protocol has here, or one out of turn: a second request among them. */
  | "E_SA_OUT_OF_TURN"
  | "E_SA_MALFORMED"
  /** The relay's signature does not fit. */
  | "E_SA_SIGNATURE"
  /** Another study, mode, plan or frozen roster than the one that the owner pinned: a downgrade. */
  | "E_SA_POLICY"
  /** A round number that was seen before, or a history that differs from the owner's. */
  | "E_SA_REPLAY"
  /** Not the model that the owner holds. */
  | "E_SA_MODEL"
  /** The owner's own line is missing or changed, a stranger is in the roster, an owner is in it twice. */
  | "E_SA_ROSTER"
  /** Fewer owners than the signed policy asks for, now or after the drop-outs. */
  | "E_SA_TOO_FEW"
  /** Survivors that never shared, or without this owner, whose vector was sent. */
  | "E_SA_SURVIVORS"
  /** Fewer valid confirmations than the threshold: perhaps others were told something else. */
  | "E_SA_QUORUM"
  /** The owner has sent as many vectors for its data as the signed policy allows. */
  | "E_SA_BUDGET"
