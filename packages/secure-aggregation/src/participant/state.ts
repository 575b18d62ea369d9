import type { AgreementKey } from "@tutti/crypto"
import type { RoundGraph } from "../graph/graph.ts"
import type { Secret } from "../keys/secret.ts"
import type { LaneBits } from "../masking/mask.ts"
import type { Offer } from "../messages/offer.ts"
import type { AggregationPolicy } from "../parameters/policy.ts"
import type { Hash } from "../transcript/hashes.ts"
import type { OwnerRefusal } from "./refusal.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** What an owner pinned when it agreed; nothing that the relay says later can change it. */
export type Pinned = {
  readonly study: string
  readonly policy: AggregationPolicy
  /** [32] of policy and lane plan; the study key's signature over it was checked when it was pinned. */
  readonly planHash: Bytes
  /** Identity keys of the frozen roster in order of index, each [32] and sound. */
  readonly roster: readonly Bytes[]
  readonly rosterRoot: Bytes
  /** [32] Ed25519 key of the relay. */
  readonly relayKey: Bytes
  /** This owner's index in the frozen roster. */
  readonly index: number
}

/** What outlives a round, and a reload of the page: kept by the caller, written before the next message leaves. */
export type OwnerLedger = {
  /** Highest round number that this owner ever answered. */
  readonly lastRound: number
  /** Masked vectors sent so far for this data set, opened or not. */
  readonly contributions: number
  /** The newest finished round and its transcript [32]; 0 and zeros before the first. */
  readonly finishedRound: number
  readonly transcript: Bytes
}

/** What this round adds up, as the owner itself knows it. */
export type Expected = { readonly modelHash: Bytes; readonly laneBits: LaneBits; readonly lanes: number }

type Started = {
  readonly offer: Offer
  readonly offerHash: Hash
  readonly ownKeys: { readonly channel: AgreementKey; readonly mask: AgreementKey; readonly nonce: Bytes }
  /** b and s; c is spent on the channel key. */
  readonly selfSeed: Secret
  readonly maskSeed: Secret
}
type Rostered = Omit<Started, "ownKeys" | "maskSeed"> & {
  /** Of the round's owners in the frozen roster, by position. */
  readonly indices: readonly number[]
  readonly rosterHash: Hash
  readonly position: number
  readonly graph: RoundGraph
  /** What was agreed with each neighbour, by position: one secret for the mask, one key of its shares. */
  readonly maskSecrets: ReadonlyMap<number, Secret>
  readonly openingKeys: ReadonlyMap<number, Secret>
  /** The owner's shares of its own seeds. */
  readonly ownShares: { readonly selfSeed: Secret; readonly maskSeed: Secret }
}
type Delivered = Rostered & {
  readonly sharers: readonly number[]
  readonly sharersHash: Hash
  /** Sealed shares by the sender's position; those of other neighbours are agreed. */
  readonly sealed: ReadonlyMap<number, Bytes>
}
type Masked = Omit<Delivered, "selfSeed" | "maskSecrets">
type Confirmed = Masked & { readonly survivors: readonly number[]; readonly survivorsHash: Hash }

/** One owner in one round. A field exists only in the phases that own it; a secret is gone when its phase is. */
export type OwnerRound =
  | { readonly phase: "idle" }
  | ({ readonly phase: "advertised" } & Started)
  | ({ readonly phase: "shared" } & Rostered)
  | ({ readonly phase: "delivered" } & Delivered)
  | ({ readonly phase: "masked" } & Masked)
  | ({ readonly phase: "confirmed" } & Confirmed)
  | {
      readonly phase: "opened"
      readonly offer: Offer
      readonly hashes: { offer: Hash; roster: Hash; sharers: Hash; survivors: Hash }
      readonly size: number
      readonly survivors: readonly number[]
      /** The survivors by their indices in the frozen roster. */
      readonly owners: readonly number[]
    }
  | { readonly phase: "finished"; readonly round: number }
  | { readonly phase: "refused"; readonly round: number; readonly code: OwnerRefusal }

export type OwnerEvent =
  | { readonly kind: "offer"; readonly bytes: Uint8Array; readonly expected: Expected }
  | { readonly kind: "roster" | "deliver" | "survivors" | "quorum" | "result"; readonly bytes: Uint8Array }
  /** The vector to add, [lanes · laneBits / 32]; the array is masked in place and belongs to the round from now on. */
  | { readonly kind: "vector"; readonly lanes: Uint32Array<ArrayBuffer> }
  /** The caller gives up (deadline, pause, leave): everything is wiped. */
  | { readonly kind: "abandon" }

export type OwnerEffect =
  /** Write the ledger down, durably, before any later effect. */
  | { readonly kind: "keep"; readonly ledger: OwnerLedger }
  | {
      readonly kind: "send"
      readonly step: "advertise" | "shares" | "masked" | "confirm" | "unmask"
      readonly bytes: Bytes
    }
  /** The round is ready for the vector. */
  | { readonly kind: "want-vector"; readonly sharers: number; readonly threshold: number }
  /** The round's end, as the relay signed it. */
  | { readonly kind: "finished"; readonly sumHash: Bytes; readonly survivors: number }
  /** `evidence` is what the relay sent and signed, for the log; it holds no secret. */
  | { readonly kind: "refused"; readonly code: OwnerRefusal; readonly evidence: Uint8Array | undefined }
