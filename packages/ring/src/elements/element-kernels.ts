import type { ElementKernels } from "./elements.ts"
import { scalarElements } from "./scalar-elements.ts"
import { simdElements } from "./simd/simd-elements.ts"

/** Shorter vectors are done before they are copied into the engine's memory and back. */
const LONG = 128

let started: ElementKernels | undefined

/** The fastest kernels of this engine for vectors of so many elements: WASM SIMD, or plain loops with the same bits. */
export function elementKernels(length: number): ElementKernels {
  started ??= simdElements() ?? scalarElements
  return length < LONG ? scalarElements : started
}
