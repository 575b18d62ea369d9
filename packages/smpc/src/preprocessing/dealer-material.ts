import { wordsToBytes } from "../sharing/bytes.ts"
import { type Planes, packPlanes, planeWords, xor } from "../sharing/planes.ts"
import type { Masking, Ring, Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import type { Kind } from "./kinds.ts"
import type { LayerStream } from "./mask-stream.ts"

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

  /** What one party draws and the other does not know. */
  drawnBy(role: Role, ring: Ring, kind: Kind, count: number): Words {
    const stream = role === 0 ? this.#first : this.#second
    return ring.uniform(stream.next(kind, count * ring.words))
  }

  drawnPlanes(kind: Kind, count: number, size: number): Planes {
    const words = count * planeWords(size)
    return xor(this.#first.next(kind, words), this.#second.next(kind, words))
  }

  deal(masking: Masking, kind: Kind, values: Words): void {
    const share = masking.uniform(this.#first.next(kind, values.length))
    this.#corrections.push(wordsToBytes(masking.subtract(values, share)))
  }

  dealPlanes(kind: Kind, planes: Planes, size: number): void {
    this.#corrections.push(packPlanes(xor(planes, this.#first.next(kind, planes.length)), size))
  }
}
