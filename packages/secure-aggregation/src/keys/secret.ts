type Bytes = Uint8Array<ArrayBuffer>

/**
 * Bytes that may be used once. Taking them twice is a bug and throws: a mask, a seed or a key that serves two
 * purposes is how such protocols break.
 */
export class Secret {
  #bytes: Bytes | undefined

  constructor(bytes: Bytes) {
    this.#bytes = bytes
  }

  /** Let `use` see the bytes; they are overwritten when it is done, whatever happens. */
  async consume<Result>(use: (bytes: Bytes) => Result | Promise<Result>): Promise<Result> {
    const bytes = this.#bytes
    if (bytes === undefined) throw new Error("this secret has been used")
    this.#bytes = undefined
    try {
      return await use(bytes)
    } finally {
      bytes.fill(0)
    }
  }

  /** Overwrite without use. */
  wipe(): void {
    this.#bytes?.fill(0)
    this.#bytes = undefined
  }

  /** Never shows its bytes, to a log least of all. */
  toJSON(): string {
    return "[secret]"
  }
}
