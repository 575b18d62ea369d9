import { type BinaryField, gf256, gf65536 } from "@tutti/crypto"
import { type AggregationPolicy, corruptOwners } from "../parameters/policy.ts"

/**
 * Who shares seeds and masks with whom in one round, by position in the round's roster. Both sides compute it
 * from the frozen roster and the signed policy; nobody is told it.
 */
export interface RoundGraph {
  readonly kind: "complete" | "ring"
  /** n: owners in this round's roster. */
  readonly size: number
  /** t = q: shares that open a seed, and confirmations (the own one included) before an owner opens anything. */
  readonly threshold: number
  /** Shares are evaluated at position + 1 in this field. */
  readonly field: BinaryField
  /** The others that `position` shares with, ascending. */
  neighbours(position: number): readonly number[]
  /** The neighbours and the owner itself, ascending: those who hold a share of the owner's seeds. */
  holders(position: number): readonly number[]
  /** Where `owner` stands among the owners whose shares `holder` holds; −1 when it does not stand there. */
  slot(holder: number, owner: number): number
}

/** What a round's graph may depend on besides the signed policy. */
export type RoundRoster = {
  readonly offerHash: Uint8Array
  readonly rosterHash: Uint8Array
  /** In order of position. */
  readonly identityKeys: readonly Uint8Array[]
}

/** How a round's graph follows from the signed policy and the round's roster; both sides hold the same rule. */
export type GraphRule = (policy: AggregationPolicy, roster: RoundRoster) => RoundGraph

/**
 * Everybody with everybody. t = q = ⌊(n + c)/2⌋ + 1 with c the corrupt owners of the whole study, because the relay
 * chooses who is in the round: every honest holder opens one kind of each owner's seeds, so both kinds would need
 * 2t ≤ n + c shares; and two disjoint sets of q confirmations would need 2q ≤ n + c signers.
 * @see docs/protocol.md [SA2], with the proof
 */
export const completeGraph: GraphRule = (policy, { identityKeys: { length: size } }) =>
  completeGraphWithThreshold(size, completeThreshold(policy, size))

/** t = q of the complete graph of so many owners. */
export const completeThreshold = (policy: AggregationPolicy, size: number): number =>
  Math.floor((size + corruptOwners(policy)) / 2) + 1

/** The complete graph under a threshold of one's own, for proofs that a lower one is too low. */
export function completeGraphWithThreshold(size: number, threshold: number): RoundGraph {
  const everybody = Array.from({ length: size }, (_, position) => position)
  return {
    kind: "complete",
    size,
    threshold,
    field: fieldFor(size),
    neighbours: (position) => everybody.filter((other) => other !== position),
    holders: () => everybody,
    slot: (_holder, owner) => (owner >= 0 && owner < size ? owner : -1),
  }
}

/** One byte a symbol while every position has a point of its own, else two. */
export function fieldFor(size: number): BinaryField {
  return size < gf256.order ? gf256 : gf65536
}
