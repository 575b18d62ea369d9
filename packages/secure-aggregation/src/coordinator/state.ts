import type { RoundGraph } from "../graph/graph.ts"
import type { Lanes } from "../masking/mask.ts"
import type { UnmaskTask } from "../masking/unmask.ts"
import type { Advertisement, Opening, Shares } from "../messages/from-owner.ts"
import type { VectorWord } from "../messages/from-relay.ts"
import type { Offer } from "../messages/offer.ts"
import type { AggregationPolicy } from "../parameters/policy.ts"
import type { Hash, RosterRecord } from "../transcript/hashes.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** What the relay works from: the same facts that every owner pinned. */
export type RoundPlan = {
  readonly offer: Offer
  readonly policy: AggregationPolicy
  /** Identity keys of the frozen roster in order of index. */
  readonly roster: readonly Bytes[]
  /** Indices of the owners that this round invites, ascending. */
  readonly invited: readonly number[]
}

type Facts = RoundPlan & { readonly offerHash: Hash }
type Rostered = Facts & {
  readonly records: readonly RosterRecord[]
  readonly rosterHash: Hash
  readonly graph: RoundGraph
}
type Shared = Rostered & {
  readonly sharers: readonly number[]
  readonly sharersHash: Hash
  /** Commitments to the self seeds by position. */
  readonly commitments: ReadonlyMap<number, Bytes>
}
type Summed = Shared & {
  readonly survivors: readonly number[]
  readonly survivorsHash: Hash
  /** Σ y over the survivors. */
  readonly maskedSum: Lanes
}

/**
 * One aggregation on the relay's side. `waitingFor` holds the positions (in the first phase: indices) that may
 * still answer; a phase closes when it is empty or its deadline has come.
 */
export type CoordinatorRound =
  | ({
      readonly phase: "advertising"
      readonly waitingFor: ReadonlySet<number>
      readonly advertisements: ReadonlyMap<number, Advertisement>
    } & Facts)
  | ({
      readonly phase: "sharing"
      readonly waitingFor: ReadonlySet<number>
      readonly shares: ReadonlyMap<number, Shares>
    } & Rostered)
  | ({
      readonly phase: "masking"
      readonly waitingFor: ReadonlySet<number>
      /** Each owner's signed word on its vector, by position; the vector itself is in the sum already. */
      readonly received: ReadonlyMap<number, VectorWord>
      /** Owned by the round and changed in place: one accumulator, whatever the number of owners. */
      readonly maskedSum: Lanes
    } & Shared)
  | ({
      readonly phase: "confirming"
      readonly waitingFor: ReadonlySet<number>
      readonly confirmations: ReadonlyMap<number, Bytes>
    } & Summed)
  | ({
      readonly phase: "opening"
      readonly waitingFor: ReadonlySet<number>
      readonly openings: ReadonlyMap<number, Opening>
      /** Of whose seed, by position, how many shares of the right kind are missing to a threshold. */
      readonly missing: ReadonlyMap<number, number>
      /** Shares that were enough did not give a seed: the others are waited for. */
      readonly isSpoiled: boolean
    } & Summed)
  | ({ readonly phase: "unmasking" } & Summed)
  | {
      readonly phase: "opened"
      readonly round: number
      readonly survivors: readonly number[]
      readonly transcript: Hash
    }
  | { readonly phase: "abandoned"; readonly round: number; readonly reason: AbandonedBecause }

/** Nothing is opened in any of these. */
export type AbandonedBecause =
  | { readonly code: "too-few-owners"; readonly present: number; readonly needed: number }
  | { readonly code: "too-few-shares"; readonly present: number; readonly needed: number }
  /** The named owner (index) dealt shares that do not give its seed. */
  | { readonly code: "bad-shares"; readonly dealer: number }
  | { readonly code: "stopped" }

export type OwnerStep = "advertise" | "shares" | "masked" | "confirm" | "unmask"

export type CoordinatorRoundEvent =
  | { readonly kind: "message"; readonly owner: number; readonly step: OwnerStep; readonly bytes: Uint8Array }
  /** The owner is gone for this round. */
  | { readonly kind: "gone"; readonly owner: number }
  | { readonly kind: "deadline" }
  /** What the unmasking tasks add up to, [lanes · laneBits / 32]. */
  | { readonly kind: "unmasked"; readonly correction: Lanes }
  | { readonly kind: "stop" }

/** Why a message was not taken. The owner is told; the round goes on without it. */
export type MessageRefusal = "E_SA_OUT_OF_TURN" | "E_SA_MALFORMED" | "E_SA_SIGNATURE" | "E_SA_DUPLICATE"

export type CoordinatorRoundEffect =
  | {
      readonly kind: "send"
      readonly owner: number
      readonly step: "offer" | "roster" | "deliver" | "survivors" | "quorum" | "result"
      readonly bytes: Bytes
    }
  | { readonly kind: "refuse"; readonly owner: number; readonly code: MessageRefusal }
  /** Start the phase's deadline anew. */
  | { readonly kind: "phase"; readonly phase: CoordinatorRound["phase"]; readonly waitingFor: number }
  /** Heavy, and free of secrets that outlive it: run it on any thread, then report "unmasked". */
  | { readonly kind: "unmask"; readonly tasks: readonly UnmaskTask[] }
  | {
      readonly kind: "opened"
      readonly sum: Lanes
      readonly survivors: readonly number[]
      readonly transcript: Hash
    }
  | { readonly kind: "abandoned"; readonly reason: AbandonedBecause }
