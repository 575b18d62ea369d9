import { type Planes, planeWords, unpackWords } from "../sharing/planes.ts"
import type { Masking, Ring, Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import type { CorrectionReader } from "./corrections.ts"
import type { Kind } from "./kinds.ts"
import type { LayerStream } from "./mask-stream.ts"

/*
 * Material of two sorts. A *drawn* value is what one party draws from its stream, or the sum of what both draw: it costs
 * no byte. A *dealt* one is a function of drawn values that only the dealer knows: party 0 draws its share, party 1 is sent the
 * difference as a correction. Party and dealer ask for the same things in the same order; the dealer's side of this
 * file is dealer-material.ts. What a step is given is its own: it may write over it, and releases it when it is done.
 */

/** One party's part of the material of one layer. */
export class PartyMaterial {
  readonly role: Role
  readonly #stream: LayerStream
  readonly #corrections: CorrectionReader

  constructor(role: Role, stream: LayerStream, corrections: CorrectionReader) {
    this.role = role
    this.#stream = stream
    this.#corrections = corrections
  }

  /** `count` elements that are this party's alone, or a share of some that nobody knows: as the dealer takes them. */
  drawn(ring: Ring, kind: Kind, count: number): Words {
    return ring.uniform(this.#stream.next(kind, count * ring.words))
  }

  /** Shares of `count` planes of bits that nobody knows. */
  drawnPlanes(kind: Kind, count: number, size: number): Planes {
    return this.#stream.next(kind, count * planeWords(size))
  }

  /** A share of words that the dealer knows; of which masking they are, the dealer's side says. */
  dealt(masking: Masking, kind: Kind, words: number): Words {
    if (this.role === 0) return masking.uniform(this.#stream.next(kind, words))
    return this.#corrections.next(words)
  }

  /** Shares of `count` planes that the dealer knows; their corrections travel packed. */
  dealtPlanes(kind: Kind, count: number, size: number): Planes {
    if (this.role === 0) return this.drawnPlanes(kind, count, size)
    return unpackWords(this.#corrections.next(planeWords(count * size)), count, size)
  }
}
