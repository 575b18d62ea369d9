import { startModule, type WasmMemory } from "@tutti/ring"
import { BLOCK } from "./block.ts"
import { PASSES_WASM } from "./module.ts"
import type { Passes } from "./passes.ts"

/** See packages/learning/assembly. All arguments but scale and weight are addresses, or counts of entries. */
type PassExports = {
  readonly memory: WasmMemory
  heapBase(): number
  squaredDistance(one: number, other: number, count: number): number
  addRounded(sums: number, vector: number, count: number, scale: number, weight: number): void
}

const ALIGNMENT = 16
const PAGE_BYTES = 65_536
const LANES = 4

/**
 * The passes in WASM SIMD; undefined where the engine has none. Vectors go through its memory block by block: each is
 * read once and stays where it is, and no more than a block of an update lies there afterwards.
 */
export function simdPasses(): Passes | undefined {
  const exports = startModule<PassExports>(PASSES_WASM)
  if (exports === undefined) return undefined
  const { memory } = exports
  const vectorAt = Math.ceil(exports.heapBase() / ALIGNMENT) * ALIGNMENT
  const secondAt = vectorAt + BLOCK * Float32Array.BYTES_PER_ELEMENT
  const end = secondAt + BLOCK * Float64Array.BYTES_PER_ELEMENT
  memory.grow(Math.max(0, Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES)))
  const vectorBlock = new Float32Array(memory.buffer, vectorAt, BLOCK)
  const otherBlock = new Float32Array(memory.buffer, secondAt, BLOCK)
  const sumsBlock = new Float64Array(memory.buffer, secondAt, BLOCK)

  return {
    squaredDistance(one, other) {
      let squares = 0
      for (let start = 0; start < one.length; start += BLOCK) {
        const count = Math.min(BLOCK, one.length - start)
        vectorBlock.set(one.subarray(start, start + count))
        otherBlock.set(other.subarray(start, start + count))
        // Lanes beyond the end add nothing.
        const padded = Math.ceil(count / LANES) * LANES
        vectorBlock.fill(0, count, padded)
        otherBlock.fill(0, count, padded)
        squares += exports.squaredDistance(vectorAt, secondAt, padded)
      }
      return squares
    },
    addRounded(sums, vector, scale, weight) {
      for (let start = 0; start < sums.length; start += BLOCK) {
        const count = Math.min(BLOCK, sums.length - start)
        vectorBlock.set(vector.subarray(start, start + count))
        sumsBlock.set(sums.subarray(start, start + count))
        exports.addRounded(secondAt, vectorAt, Math.ceil(count / LANES) * LANES, scale, weight)
        sums.set(count === BLOCK ? sumsBlock : sumsBlock.subarray(0, count), start)
      }
    },
  }
}
