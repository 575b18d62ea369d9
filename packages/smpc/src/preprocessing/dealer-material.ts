import { release } from "../sharing/memory.ts"
import { type Planes, packInto, planeWords, xor } from "../sharing/planes.ts"
import type { Masking, Ring, Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import type { CorrectionWriter } from "./corrections.ts"
import type { Kind } from "./kinds.ts"
import type { LayerStream } from "./mask-stream.ts"

/** The dealer's side of one layer's material: it draws both parties' streams and writes the corrections of party 1. */
export class DealerMaterial {
  readonly #first: LayerStream
  readonly #second: LayerStream
  readonly #corrections: CorrectionWriter

  constructor(first: LayerStream, second: LayerStream, corrections: CorrectionWriter) {
    this.#first = first
    this.#second = second
    this.#corrections = corrections
  }

  /** The values that the parties' drawn shares add up to. */
  drawn(ring: Ring, kind: Kind, count: number): Words {
    const words = count * ring.words
    const sum = ring.uniform(this.#first.next(kind, words))
    const second = ring.uniform(this.#second.next(kind, words))
    ring.add(sum, second, sum)
    release(second)
    return sum
  }

  /** What one party draws and the other does not know. */
  drawnBy(role: Role, ring: Ring, kind: Kind, count: number): Words {
    const stream = role === 0 ? this.#first : this.#second
    return ring.uniform(stream.next(kind, count * ring.words))
  }

  drawnPlanes(kind: Kind, count: number, size: number): Planes {
    const words = count * planeWords(size)
    const sum = this.#first.next(kind, words)
    const second = this.#second.next(kind, words)
    xor(sum, second, sum)
    release(second)
    return sum
  }

  deal(masking: Masking, kind: Kind, values: Words): void {
    const correction = this.#corrections.next(values.length)
    masking.uniform(this.#first.next(kind, values.length, correction))
    masking.subtract(values, correction, correction)
  }

  dealPlanes(kind: Kind, planes: Planes, size: number): void {
    const share = this.#first.next(kind, planes.length)
    xor(planes, share, share)
    const count = planes.length / planeWords(size)
    packInto(this.#corrections.next(planeWords(count * size)), share, size)
    release(share)
  }
}
