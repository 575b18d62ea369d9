import { readWords, wordsToBytes } from "./bytes.ts"
import { release } from "./memory.ts"
import { type Planes, packPlanes, planeWords, unpackPlanes, xor } from "./planes.ts"
import type { Ring, Words } from "./ring.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** One party's side of a round. */
export type Said = {
  /** To be read before the computation goes on; empty where only the other party has something to say. */
  readonly says: Bytes
  /** How many bytes it must hear before it goes on. */
  readonly awaits: number
}

/**
 * A computation between two parties: it yields what this party says in a round and takes what the other one said.
 * Between two yields nothing is awaited and nothing is sent.
 */
export type Exchange<Result> = Generator<Said, Result, Bytes>

/** One round: both say their shares of masked values, which are public from then on, and written over the shares. */
export function* openWords(ring: Ring, shares: Words): Exchange<Words> {
  const theirs = readWords(yield both(wordsToBytes(shares)))
  ring.add(shares, theirs, shares)
  release(theirs)
  return shares
}

/** One round: the same for planes of `size` masked bits. */
export function* openPlanes(shares: Planes, size: number): Exchange<Planes> {
  const count = shares.length / planeWords(size)
  const theirs = unpackPlanes(yield both(packPlanes(shares, size)), count, size)
  xor(shares, theirs, shares)
  release(theirs)
  return shares
}

/** One round in which this party alone speaks. */
export function* tellWords(words: Words): Exchange<void> {
  yield { says: wordsToBytes(words), awaits: 0 }
}

/** One round in which the other party alone speaks. */
export function* hearWords(count: number): Exchange<Words> {
  return readWords(yield { says: new Uint8Array(0), awaits: 4 * count })
}

const both = (says: Bytes): Said => ({ says, awaits: says.length })
