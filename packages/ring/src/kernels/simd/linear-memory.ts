import type { WasmMemory } from "../../wasm/start-module.ts"

/*
 * Linear memory, handed out in pieces. It only ever grows, so what is freed is used again. Freed memory is wiped: the
 * operands are shares and key streams, and a later piece must not begin with them. So every piece begins as zeros.
 */

export type LinearMemory = {
  /** @returns the address of `bytes` zeros, a multiple of 16. */
  allocate(bytes: number): number
  /** Wipe a piece and give it back. @throws {RangeError} for an address that is not handed out. */
  free(address: number): void
  /** A view of `count` words; the next `allocate` may leave it empty. */
  words(address: number, count: number): Int32Array<ArrayBuffer>
  /** A view of `count` bytes; the next `allocate` may leave it empty. */
  bytes(address: number, count: number): Uint8Array<ArrayBuffer>
}

type Piece = { address: number; bytes: number }

const ALIGNMENT = 16
const PAGE_BYTES = 65_536

/** @param base where the module's own data ends. */
export function linearMemory(memory: WasmMemory, base: number): LinearMemory {
  const start = roundUp(base, ALIGNMENT)
  const taken = new Map<number, number>()
  /** In the order of their addresses, no two of them adjacent. */
  const gaps: Piece[] = [{ address: start, bytes: memory.buffer.byteLength - start }]

  /** The place of the first gap that is large enough, for which memory grows if it must. */
  function gapFor(bytes: number): number {
    const fitting = gaps.findIndex((gap) => gap.bytes >= bytes)
    if (fitting >= 0) return fitting
    const end = memory.buffer.byteLength
    const last = gaps.at(-1)
    const atEnd = last !== undefined && last.address + last.bytes === end ? last.bytes : 0
    memory.grow(Math.ceil((bytes - atEnd) / PAGE_BYTES))
    insert({ address: end, bytes: memory.buffer.byteLength - end })
    return gaps.length - 1
  }

  /** A new gap, joined with those that it touches. */
  function insert(gap: Piece): void {
    const next = gaps.findIndex(({ address }) => address > gap.address)
    const at = next < 0 ? gaps.length : next
    const [before, after] = [gaps[at - 1], gaps[at]]
    const touchesBefore = before !== undefined && before.address + before.bytes === gap.address
    const touchesAfter = after !== undefined && gap.address + gap.bytes === after.address
    const first = touchesBefore ? before : gap
    first.bytes += (touchesBefore ? gap.bytes : 0) + (touchesAfter ? after.bytes : 0)
    if (touchesBefore) gaps.splice(at, touchesAfter ? 1 : 0)
    else gaps.splice(at, touchesAfter ? 1 : 0, gap)
  }

  return {
    allocate(wanted) {
      const bytes = Math.max(ALIGNMENT, roundUp(wanted, ALIGNMENT))
      const place = gapFor(bytes)
      const gap = gaps[place]
      if (gap === undefined) throw new RangeError("linear memory did not grow")
      const { address } = gap
      gap.address += bytes
      gap.bytes -= bytes
      if (gap.bytes === 0) gaps.splice(place, 1)
      taken.set(address, bytes)
      return address
    },
    free(address) {
      const bytes = taken.get(address)
      if (bytes === undefined) throw new RangeError(`nothing is handed out at ${address}`)
      taken.delete(address)
      new Uint8Array(memory.buffer, address, bytes).fill(0)
      insert({ address, bytes })
    },
    words: (address, count) => new Int32Array(memory.buffer, address, count),
    bytes: (address, count) => new Uint8Array(memory.buffer, address, count),
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}
