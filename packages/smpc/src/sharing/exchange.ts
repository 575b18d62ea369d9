import { bytesToWords, wordsToBytes } from "./bytes.ts"
import { type Planes, packPlanes, planeWords, unpackPlanes, xor } from "./planes.ts"
import type { Ring, Words } from "./ring.ts"

/**
 * A computation between two parties: it yields what this party says in a round and takes what the other one said, of
 * the same length. Between two yields nothing is awaited and nothing is sent.
 */
export type Exchange<Result> = Generator<Uint8Array<ArrayBuffer>, Result, Uint8Array<ArrayBuffer>>

/** One round: both say their shares of masked values, which are public from then on. */
export function* openWords(ring: Ring, shares: Words): Exchange<Words> {
  return ring.add(shares, bytesToWords(yield wordsToBytes(shares)))
}

/** One round: the same for planes of `size` masked bits. */
export function* openPlanes(shares: Planes, size: number): Exchange<Planes> {
  const count = shares.length / planeWords(size)
  return xor(shares, unpackPlanes(yield packPlanes(shares, size), count, size))
}
