import { expect, test } from "vitest"
import { startModule } from "../../wasm/start-module.ts"
import { samePatches } from "../patches.ts"
import { chacha12Kernel } from "./chacha12.ts"
import type { KernelExports } from "./exports.ts"
import { linearMemory } from "./linear-memory.ts"
import { KERNELS_WASM } from "./module.ts"
import { products32, products64 } from "./products.ts"

/** Kernels whose memory can be looked into. */
function open() {
  const exports = startModule<KernelExports>(KERNELS_WASM)
  if (exports === undefined) throw new Error("no SIMD here")
  const memory = linearMemory(exports.memory, exports.heapBase())
  const atFirst = new Uint8Array(exports.memory.buffer.slice(0))
  // The module's own data included; what grew later began as zeros.
  const bytesLeft = () =>
    new Uint8Array(exports.memory.buffer).filter((byte, at) => byte !== (atFirst[at] ?? 0)).length
  return { exports, memory, bytesLeft }
}

test.each([
  ["Z/2^32", products32, 1],
  ["Z/2^64", products64, 2],
] as const)(
  "once a matrix over %s is freed, nothing of any operand or result is left",
  (_, products, per) => {
    const { exports, memory, bytesLeft } = open()
    const { prepare, multiply } = products(exports, memory)
    const some = (length: number) => new Int32Array(per * length).fill(0x5a5a5a5a)
    const matrix = prepare(some(9 * 5), 9, 5)
    expect(bytesLeft()).toBeGreaterThan(0)
    matrix.multiply(some(7 * 5), some(7 * 9), 7)
    const window = { height: 6, width: 6, channels: 1, kernelHeight: 3, kernelWidth: 3, stride: 1 }
    matrix.convolve(some(2 * 36 * 5), some(2 * 36), samePatches(window))
    multiply(some(3 * 11), some(3 * 6), some(6 * 11), { rows: 3, inner: 6, columns: 11 })
    matrix.free()
    expect(bytesLeft()).toBe(0)
  },
)

test("nothing of a key or of its stream is left", () => {
  const { exports, memory, bytesLeft } = open()
  const chacha12 = chacha12Kernel(exports, memory)
  for (const length of [1, 64, 255, 70_000]) {
    chacha12(new Uint8Array(length), new Uint8Array(32).fill(1), new Uint8Array(12).fill(2), 3)
    expect(bytesLeft()).toBe(0)
  }
})
