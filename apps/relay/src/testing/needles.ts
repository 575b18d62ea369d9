/** Byte sequences to be looked for in large haystacks, all of them in one pass. */
export class Needles {
  /** By their first four bytes, read as a little-endian number. */
  readonly #byStart = new Map<number, { name: string; bytes: Uint8Array }[]>()
  /** Whether any needle's start may have this hash. */
  readonly #filter = new Uint8Array(1 << 20)

  /** @param bytes at least 4; the first four are better not zeros, of which memory is full */
  add(name: string, bytes: Uint8Array): void {
    const start = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
    this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), { name, bytes }])
    this.#filter[hash(start)] = 1
  }

  /** Names of the needles that are in it, at any offset. */
  in(haystack: Uint8Array): Set<string> {
    const found = new Set<string>()
    let last = 0
    for (let end = 0; end < haystack.length; end++) {
      last = (last >>> 8) | ((haystack[end] ?? 0) << 24)
      if (this.#filter[hash(last)] === 0) continue
      const candidates = this.#byStart.get(last >>> 0)
      if (candidates === undefined) continue
      for (const { name, bytes } of candidates) if (startsWith(haystack, end - 3, bytes)) found.add(name)
    }
    return found
  }
}

/** Spreads numbers that are alike over 20 bits. */
const hash = (start: number) => Math.imul(start, 0x9e37_79b1) >>> 12

function startsWith(haystack: Uint8Array, at: number, bytes: Uint8Array): boolean {
  if (at < 0 || at + bytes.length > haystack.length) return false
  for (let index = 0; index < bytes.length; index++) if (haystack[at + index] !== bytes[index]) return false
  return true
}
