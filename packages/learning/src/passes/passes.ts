import { scalarPasses } from "./scalar-passes.ts"
import { simdPasses } from "./simd-passes.ts"

/** The passes over whole vectors that a relay makes for every update of every owner. */
export type Passes = {
  /** @returns Σ (one − other)² in float64, for vectors of one length; not finite only if an entry is not. */
  squaredDistance(one: Float32Array, other: Float32Array): number
  /**
   * sums += weight · round(scale · vector), entry by entry, for vectors of one length. Ties round to the even integer.
   * @param scale where |scale · entry| is above 2⁵¹, the entry is rounded as float64 rounds it.
   */
  addRounded(sums: Float64Array, vector: Float32Array, scale: number, weight: number): void
}

let started: Passes | undefined

/** The fastest passes of this engine: WASM SIMD, or plain loops with the same bits. */
export function passes(): Passes {
  started ??= simdPasses() ?? scalarPasses
  return started
}
