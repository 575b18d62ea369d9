import type { RingKernels } from "./kernels.ts"
import { scalarKernels } from "./scalar/scalar-kernels.ts"
import { simdKernels } from "./simd/simd-kernels.ts"

/**
 * The fastest kernels of this engine: WASM SIMD, or plain loops with the same bits. Every call has a memory of its
 * own; one thread needs one.
 */
export function ringKernels(): RingKernels {
  return simdKernels() ?? scalarKernels()
}
