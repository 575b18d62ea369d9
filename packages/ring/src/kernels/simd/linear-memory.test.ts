import fc from "fast-check"
import { expect, test } from "vitest"
import type { WasmMemory } from "../../wasm/start-module.ts"
import { linearMemory } from "./linear-memory.ts"

const PAGE = 65_536
const BASE = 1_000

/** Real linear memory of one page, as the module exports it. */
function onePage(): WasmMemory {
  return new WebAssembly.Memory({ initial: 1 })
}

const step = fc.oneof(
  fc.record({ kind: fc.constant("take" as const), bytes: fc.oneof(fc.nat(200), fc.nat(3 * PAGE)) }),
  fc.record({ kind: fc.constant("free" as const), which: fc.nat() }),
)

test("pieces are aligned, disjoint, behind the module's own data, and begin as zeros whatever was there before", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const memory = linearMemory(onePage(), BASE)
      const held: { address: number; bytes: number }[] = []
      for (const step of steps) {
        if (step.kind === "free") {
          const [freed] = held.splice(step.which % Math.max(1, held.length), 1)
          if (freed !== undefined) memory.free(freed.address)
          continue
        }
        const piece = { address: memory.allocate(step.bytes), bytes: step.bytes }
        expect(piece.address % 16).toBe(0)
        expect(piece.address).toBeGreaterThanOrEqual(BASE)
        for (const { address, bytes } of held)
          expect(piece.address + piece.bytes <= address || address + bytes <= piece.address).toBe(true)
        const content = memory.bytes(piece.address, piece.bytes)
        expect(content.every((byte) => byte === 0)).toBe(true)
        content.fill(0xff)
        held.push(piece)
      }
    }),
    { numRuns: 30 },
  )
})

test("memory that was freed is used again, whatever the order", () => {
  const memory = onePage()
  const pieces = linearMemory(memory, BASE)
  const size = 10 * PAGE
  for (let time = 0; time < 20; time++) {
    const addresses = [size, size / 2, size].map((bytes) => pieces.allocate(bytes))
    for (const index of [1, 0, 2]) pieces.free(addresses[index] ?? -1)
  }
  expect(memory.buffer.byteLength).toBeLessThanOrEqual(2.5 * size + PAGE)
})

test("freeing what is not handed out throws", () => {
  const memory = linearMemory(onePage(), BASE)
  const address = memory.allocate(10)
  memory.free(address)
  expect(() => memory.free(address)).toThrow(RangeError)
  expect(() => memory.free(address + 16)).toThrow(RangeError)
})
