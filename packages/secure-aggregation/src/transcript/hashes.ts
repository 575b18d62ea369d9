import { sha256 } from "@tutti/crypto"
import { bitmap, labelled, u32 } from "./fields.ts"

/*
 * Every hash of the protocol, once: SHA-256 over a label of its own and fields in a fixed order. The rounds' keys
 * and signatures rest on them, so that two owners who were shown different things share no key and no signature.
 * (docs/protocol.md, "Hashes"; vectors/labels.json holds worked examples.)
 */

export type Hash = Uint8Array<ArrayBuffer>

/** An owner's line in a round's roster. */
export type RosterRecord = {
  /** Index in the study's frozen roster. */
  readonly index: number
  /** [32] Ed25519, from the frozen roster. */
  readonly identityKey: Uint8Array
  /** [32] X25519, for this round's sealed shares. */
  readonly channelKey: Uint8Array
  /** [32] X25519, for this round's pairwise masks. */
  readonly maskKey: Uint8Array
  /** [32] fresh */
  readonly nonce: Uint8Array
}

/** Of the offer: its body without header and signature, which are all that differs between owners. */
export const offerHash = (body: Uint8Array): Hash => sha256(labelled("fa/offer/1", body))

/** Of one record: a leaf of the roster's tree. */
export const recordHash = ({ index, identityKey, channelKey, maskKey, nonce }: RosterRecord): Hash =>
  sha256(labelled("fa/roster-leaf/1", u32(index), identityKey, channelKey, maskKey, nonce))

/** Of two that stand side by side in the roster's tree. */
export const pairHash = (left: Hash, right: Hash): Hash => sha256(labelled("fa/roster-node/1", left, right))

/**
 * Of a round's roster: who is in it, and by the root of its tree everybody's fresh keys and nonces.
 * @param indices ascending, of the `rosterSize` owners of the frozen roster
 */
export const rosterHash = (
  offer: Hash,
  indices: readonly number[],
  rosterSize: number,
  root: Uint8Array,
): Hash => sha256(labelled("fa/roster/1", offer, bitmap(indices, rosterSize), root))

/** Of U1, the positions whose shares arrived. */
export const sharersHash = (offer: Hash, roster: Hash, sharers: readonly number[], size: number): Hash =>
  sha256(labelled("fa/u1/1", offer, roster, bitmap(sharers, size)))

/** Of A, the positions whose masked vectors arrived. */
export const survivorsHash = (sharersHash: Hash, survivors: readonly number[], size: number): Hash =>
  sha256(labelled("fa/a/1", sharersHash, bitmap(survivors, size)))

/**
 * Preimage of H(y), the hash of one owner's masked vector, lanes as little-endian bytes; long, so it stays in two parts
 * and is hashed by the suite.
 */
export const maskedVectorPreimage = (offer: Hash, sharers: Hash, index: number, lanes: Uint8Array) =>
  [labelled("fa/y/1", offer, sharers, u32(index)), lanes] as const

/** The commitment to an owner's self seed, published with its shares. */
export const selfSeedCommitment = (offer: Hash, index: number, selfSeed: Uint8Array): Hash =>
  sha256(labelled("fa/b/1", offer, u32(index), selfSeed))

/** Of what an owner sealed for the others. */
export const sealedSharesHash = (commitment: Uint8Array, sealed: Uint8Array): Hash =>
  sha256(labelled("fa/shares/1", commitment, sealed))

/** Of the slots that an owner opens at the end. */
export const openedSharesHash = (slots: Uint8Array): Hash => sha256(labelled("fa/opened/1", slots))

/** Preimage of the hash of the opened sum, in two parts as well. */
export const sumPreimage = (offer: Hash, survivors: Hash, sum: Uint8Array) =>
  [labelled("fa/z/1", offer, survivors), sum] as const

/** Chains rounds: what a relay told one owner in one round cannot be untold in the next. */
export const transcriptHash = (
  previous: Uint8Array,
  offer: Hash,
  roster: Hash,
  sharers: Hash,
  survivors: Hash,
  sum: Hash,
): Hash => sha256(labelled("fa/transcript/1", previous, offer, roster, sharers, survivors, sum))

/** Of the study's frozen roster: version and identity keys in order of index. */
export const rosterRoot = (version: number, identityKeys: readonly Uint8Array[]): Hash =>
  sha256(labelled("fa/study-roster/1", u32(version), u32(identityKeys.length), ...identityKeys))
