import { startModule } from "../../wasm/start-module.ts"
import type { RingKernels } from "../kernels.ts"
import { chacha12Kernel } from "./chacha12.ts"
import type { KernelExports } from "./exports.ts"
import { linearMemory } from "./linear-memory.ts"
import { KERNELS_WASM } from "./module.ts"
import { products32, products64 } from "./products.ts"

/** WASM SIMD, in linear memory of its own; undefined where the engine has no SIMD. */
export function simdKernels(): RingKernels | undefined {
  const exports = startModule<KernelExports>(KERNELS_WASM)
  if (exports === undefined) return undefined
  const memory = linearMemory(exports.memory, exports.heapBase())
  const over32 = products32(exports, memory)
  const over64 = products64(exports, memory)
  return {
    engine: "simd",
    matmul32: over32.multiply,
    matmul64: over64.multiply,
    prepare32: over32.prepare,
    prepare64: over64.prepare,
    chacha12: chacha12Kernel(exports, memory),
  }
}
