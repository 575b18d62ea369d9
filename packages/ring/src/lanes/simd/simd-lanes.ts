import { startModule, type WasmMemory } from "../../wasm/start-module.ts"
import { LANES_WASM } from "./module.ts"

/** See packages/ring/assembly/lanes.ts. All arguments are addresses, or counts of lanes. */
type LanesExports = {
  readonly memory: WasmMemory
  heapBase(): number
  add(target: number, addend: number, count: number): void
  subtract(target: number, subtrahend: number, count: number): void
}

/** target ± operand, lane by lane mod 2³². Both [lanes]. */
type InPlace = (target: Uint32Array, operand: Uint32Array) => void
export type Lanes32Engine = { readonly add: InPlace; readonly subtract: InPlace }

/** Both blocks lie in a processor's second cache. */
const BLOCK = 16_384
const BLOCK_BYTES = BLOCK * Uint32Array.BYTES_PER_ELEMENT
const ALIGNMENT = 16
const PAGE_BYTES = 65_536

/**
 * Sums of lanes in WASM SIMD; undefined where the engine has none. Vectors go through its memory block by block and
 * stay where they are; masks are secrets, so nothing of either is left in it.
 */
export function simdLanes(): Lanes32Engine | undefined {
  const exports = startModule<LanesExports>(LANES_WASM)
  if (exports === undefined) return undefined
  const { memory } = exports
  const targetAt = Math.ceil(exports.heapBase() / ALIGNMENT) * ALIGNMENT
  const operandAt = targetAt + BLOCK_BYTES
  const end = operandAt + BLOCK_BYTES
  memory.grow(Math.max(0, Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES)))
  const targetBlock = new Uint32Array(memory.buffer, targetAt, BLOCK)
  const operandBlock = new Uint32Array(memory.buffer, operandAt, BLOCK)

  const through =
    (kernel: LanesExports["add"]): InPlace =>
    (target, operand) => {
      for (let start = 0; start < target.length; start += BLOCK) {
        const count = Math.min(BLOCK, target.length - start)
        targetBlock.set(target.subarray(start, start + count))
        operandBlock.set(operand.subarray(start, start + count))
        // Up to three lanes more are added and left where they are.
        kernel(targetAt, operandAt, (count + 3) & ~3)
        target.set(count === BLOCK ? targetBlock : targetBlock.subarray(0, count), start)
      }
      const used = Math.min(BLOCK, target.length)
      targetBlock.fill(0, 0, used)
      operandBlock.fill(0, 0, used)
    }
  return { add: through(exports.add), subtract: through(exports.subtract) }
}
