type Bytes = Uint8Array<ArrayBuffer>

/** Takes fields from the front of a message. Reading past the end spoils the reader; `done` says whether all was well. */
export class Reader {
  readonly #bytes: Uint8Array
  #offset = 0
  #sound = true

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** A copy of the next bytes. */
  bytes(length: number): Bytes {
    const field = new Uint8Array(length)
    const end = this.#offset + length
    if (end > this.#bytes.length) this.#sound = false
    else field.set(this.#bytes.subarray(this.#offset, end))
    this.#offset = end
    return field
  }

  u8(): number {
    return this.bytes(1)[0] ?? 0
  }

  i8(): number {
    return (this.u8() << 24) >> 24
  }

  u16(): number {
    return this.u8() | (this.u8() << 8)
  }

  u32(): number {
    return this.u16() + this.u16() * 0x1_0000
  }

  /** Spoiled by a number of 2⁵³ or more, which no honest sender writes. */
  u64(): number {
    const value = this.u32() + this.u32() * 0x1_0000_0000
    if (value > Number.MAX_SAFE_INTEGER) this.#sound = false
    return value
  }

  /** All bytes that are left, without a copy. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#offset)
    this.#offset = this.#bytes.length
    return rest
  }

  /** Every field was there and nothing is left. */
  get done(): boolean {
    return this.#sound && this.#offset === this.#bytes.length
  }
}
