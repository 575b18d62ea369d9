import { wordsToBytes } from "../sharing/bytes.ts"
import { type Plane, packPlanes, planeWords, xor } from "../sharing/planes.ts"
import type { Masking, Ring, Words } from "../sharing/ring.ts"
import type { Kind } from "./kinds.ts"
import type { LayerStream } from "./mask-stream.ts"
import { planesOf } from "./party-material.ts"

/** The dealer's side of one layer's material: it draws both parties' streams and writes the corrections of party 1. */
export class DealerMaterial {
  readonly #first: LayerStream
  readonly #second: LayerStream
  readonly #corrections: Uint8Array<ArrayBuffer>[]

  /** @param corrections is appended to, in the order in which party 1 reads. */
  constructor(first: LayerStream, second: LayerStream, corrections: Uint8Array<ArrayBuffer>[]) {
    this.#first = first
    this.#second = second
    this.#corrections = corrections
  }

  /** The values that the parties' drawn shares add up to. */
  drawn(ring: Ring, kind: Kind, count: number): Words {
    const words = count * ring.words
    return ring.add(ring.uniform(this.#first.next(kind, words)), ring.uniform(this.#second.next(kind, words)))
  }

  drawnPlanes(kind: Kind, count: number, size: number): Plane[] {
    const words = count * planeWords(size)
    return planesOf(xor(this.#first.next(kind, words), this.#second.next(kind, words)), count)
  }

  deal(masking: Masking, kind: Kind, values: Words): void {
    const share = masking.uniform(this.#first.next(kind, values.length))
    this.#corrections.push(wordsToBytes(masking.subtract(values, share)))
  }

  dealPlanes(kind: Kind, planes: readonly Plane[], size: number): void {
    const shares = planesOf(this.#first.next(kind, planes.length * planeWords(size)), planes.length)
    const corrections = planes.map((plane, index) => xor(plane, shares[index] ?? plane))
    this.#corrections.push(packPlanes(corrections, size))
  }
}
