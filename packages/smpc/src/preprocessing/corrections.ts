import { readWords, wordsToBytes } from "../sharing/bytes.ts"
import { release } from "../sharing/memory.ts"
import type { Words } from "../sharing/ring.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * What the dealer sends for one batch: whole words, one behind the other in the order in which party 1 reads. Nothing says
 * where what begins: both know the plan.
 */

/** The dealer's side. */
export class CorrectionWriter {
  #words: Words
  #length = 0

  /** @param expected words in all, if that is known: so nothing is copied */
  constructor(expected = 1024) {
    this.#words = new Int32Array(expected)
  }

  /** @returns the next so many words, zeros, to be written before more are asked for */
  next(count: number): Words {
    const end = this.#length + count
    if (end > this.#words.length) {
      const longer = new Int32Array(Math.max(end, 2 * this.#words.length))
      longer.set(this.#words.subarray(0, this.#length))
      this.#words = longer
    }
    const start = this.#length
    this.#length = end
    return this.#words.subarray(start, end)
  }

  /** All that was written, once. */
  bytes(): Bytes {
    return wordsToBytes(this.#words.subarray(0, this.#length))
  }
}

/** Party 1's side: read once, from front to back. */
export class CorrectionReader {
  readonly #words: Words
  #at = 0

  /** @param bytes as they came, in parts; they are copied */
  constructor(...bytes: readonly Bytes[]) {
    this.#words = readWords(...bytes)
  }

  /** @returns a view, which the reader may write over */
  next(count: number): Words {
    const taken = this.#words.subarray(this.#at, this.#at + count)
    if (taken.length !== count)
      throw new RangeError("the corrections were not measured before they were read")
    this.#at += count
    return taken
  }

  /** Wipes them. Nobody has use for a view any more. */
  close(): void {
    release(this.#words)
  }
}
