/*
 * The ring kernels in AssemblyScript, compiled to WASM SIMD by `npm run kernels`. No runtime and no objects: every
 * argument is an address or a count, memory is laid out by the caller, and lengths are checked before the call.
 */

export { chacha12 } from "./chacha12"
export { patches } from "./patches"
export { layRows32, multiply32, pack32 } from "./product-32"
export { layRows64, multiply64, pack64 } from "./product-64"

/** Everything from here on is the caller's. */
export function heapBase(): usize {
  return __heap_base
}
