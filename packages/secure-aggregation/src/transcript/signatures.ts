import { labelled } from "./fields.ts"
import { type Hash, openedSharesHash, sealedSharesHash } from "./hashes.ts"

/* What each signature covers: a label of its own, then hashes. Nothing is ever signed without a label. */

export const signedOffer = (offer: Hash) => labelled("sig/offer", offer)

export const signedAdvertisement = (
  offer: Hash,
  channelKey: Uint8Array,
  maskKey: Uint8Array,
  nonce: Uint8Array,
) => labelled("sig/m1", offer, channelKey, maskKey, nonce)

export const signedShares = (offer: Hash, roster: Hash, commitment: Uint8Array, sealed: Uint8Array) =>
  labelled("sig/m3", offer, roster, sealedSharesHash(commitment, sealed))

export const signedMaskedVector = (offer: Hash, roster: Hash, sharers: Hash, vector: Hash) =>
  labelled("sig/m5", offer, roster, sharers, vector)

export const signedConfirmation = (offer: Hash, roster: Hash, sharers: Hash, survivors: Hash) =>
  labelled("sig/m7", offer, roster, sharers, survivors)

export const signedOpening = (offer: Hash, roster: Hash, survivors: Hash, slots: Uint8Array) =>
  labelled("sig/m9", offer, roster, survivors, openedSharesHash(slots))

export const signedResult = (transcript: Hash) => labelled("sig/result", transcript)

export const signedPolicy = (policyHash: Uint8Array) => labelled("sig/policy", policyHash)

/** The study's frozen roster, signed once by the study key. */
export const signedRoster = (policyHash: Uint8Array, root: Hash) => labelled("sig/roster", policyHash, root)
