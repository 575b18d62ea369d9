const SPREAD_UNITS = 4_096

/**
 * A growing list of strings, packed into one array of code units and one of ends. A string of its own costs 24 bytes
 * and more; a 100 MB file of short cells would fill a tab. Latin-1 text takes one byte per character until the first
 * other character arrives, then two.
 */
export class PackedText {
  #units: Uint8Array | Uint16Array = new Uint8Array(1_024)
  #ends = new Uint32Array(256)
  #length = 0

  get length(): number {
    return this.#length
  }

  append(cell: string): void {
    const start = this.#length === 0 ? 0 : (this.#ends[this.#length - 1] ?? 0)
    const end = start + cell.length
    if (end > this.#units.length) this.#units = grown(this.#units, end)
    if (this.#length === this.#ends.length) this.#ends = grown(this.#ends, this.#length + 1)
    for (let at = 0; at < cell.length; at++) {
      const unit = cell.charCodeAt(at)
      if (unit > 0xff && this.#units instanceof Uint8Array) this.#units = Uint16Array.from(this.#units)
      this.#units[start + at] = unit
    }
    this.#ends[this.#length] = end
    this.#length++
  }

  /** @throws {RangeError} for a row that is not there. */
  at(row: number): string {
    const end = row < this.#length ? this.#ends[row] : undefined
    if (end === undefined) throw new RangeError(`row ${row} of ${this.#length}`)
    let start = row === 0 ? 0 : (this.#ends[row - 1] ?? 0)
    let cell = ""
    for (; end - start > SPREAD_UNITS; start += SPREAD_UNITS)
      cell += String.fromCharCode(...this.#units.subarray(start, start + SPREAD_UNITS))
    return cell + String.fromCharCode(...this.#units.subarray(start, end))
  }
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array>(from: T, atLeast: number): T
function grown(from: Uint8Array | Uint16Array | Uint32Array, atLeast: number) {
  const length = Math.max(atLeast, Math.ceil(from.length * 1.5))
  const to =
    from instanceof Uint8Array
      ? new Uint8Array(length)
      : from instanceof Uint16Array
        ? new Uint16Array(length)
        : new Uint32Array(length)
  to.set(from)
  return to
}
