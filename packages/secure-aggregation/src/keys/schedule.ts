import { deriveKey, type RoundSuite } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { labelled, u32 } from "../transcript/fields.ts"
import type { Hash } from "../transcript/hashes.ts"

/*
 * The key schedule of one round. Every key depends on what its owner was shown when it was made: the offer, then
 * the roster, then U1. Owners that were shown different things derive different keys, and their masks never cancel.
 * Indices are those of the study's frozen roster. @see docs/protocol.md [SA3]
 */

type Key = Uint8Array<ArrayBuffer>

/** Salt of the key pairs: the roster cannot be in it, because the public keys are in the roster. */
const offerSalt = (offer: Hash): Hash => offer
export const rosterSalt = (offer: Hash, roster: Hash): Key => concatBytes(offer, roster)
export const sharersSalt = (offer: Hash, roster: Hash, sharers: Hash): Key =>
  concatBytes(offer, roster, sharers)

/** Seed of the X25519 pair behind the pairwise masks, from the mask seed s. */
export const maskKeySeed = (maskSeed: Uint8Array, offer: Hash): Key =>
  deriveKey(maskSeed, offerSalt(offer), labelled("fa/mask-x25519/1"))

/** Seed of the X25519 pair that seals shares, from the channel seed c. */
export const channelKeySeed = (channelSeed: Uint8Array, offer: Hash): Key =>
  deriveKey(channelSeed, offerSalt(offer), labelled("fa/share-x25519/1"))

/** K: of the shares that `receiver` holds of `sender`'s seeds; it seals them once, or gives them as its stream. */
export const shareKey = (agreed: Uint8Array, salt: Uint8Array, sender: number, receiver: number): Key =>
  deriveKey(agreed, salt, labelled("fa/share/1", u32(sender), u32(receiver)))

/** share of b ‖ share of s where sender and receiver agree on them without a message, [64]; K serves nothing else then. */
export const agreedShares = (suite: RoundSuite, key: Key): Promise<Key> => suite.keystream(key, 64)

/** p: stream of the mask between two owners; the same from both sides. */
export const pairMaskKey = (agreed: Uint8Array, salt: Uint8Array, one: number, other: number): Key =>
  deriveKey(agreed, salt, labelled("fa/pair/1", u32(Math.min(one, other)), u32(Math.max(one, other))))

/** r: stream of an owner's self mask, from its self seed b. */
export const selfMaskKey = (selfSeed: Uint8Array, salt: Uint8Array, owner: number): Key =>
  deriveKey(selfSeed, salt, labelled("fa/self/1", u32(owner), u32(owner)))
