import type { RingKernels } from "../kernels.ts"
import { BLOCK_BYTES, checkStream } from "../lengths.ts"
import { chachaState } from "../stream-state.ts"
import type { KernelExports } from "./exports.ts"
import type { LinearMemory } from "./linear-memory.ts"

/** Four blocks: what one step of the kernel writes. */
const GROUP_BYTES = 4 * BLOCK_BYTES
/** A long stream passes through so many bytes of scratch, which stay in the processor's cache. */
const PASSING_BYTES = 256 * GROUP_BYTES

/** Key streams through scratch that is wiped after every call. A protocol draws many short ones, so the scratch is kept. */
export function chacha12Kernel(exports: KernelExports, memory: LinearMemory): RingKernels["chacha12"] {
  const state = memory.allocate(BLOCK_BYTES)
  const passing = memory.allocate(PASSING_BYTES)
  return (out, key, nonce, counter) => {
    checkStream(out, key, nonce, counter)
    const words = chachaState(key, nonce, counter)
    memory.words(state, words.length).set(words)
    words.fill(0)
    for (let start = 0; start < out.length; start += PASSING_BYTES) {
      const length = Math.min(PASSING_BYTES, out.length - start)
      exports.chacha12(passing, state, Math.ceil(length / GROUP_BYTES))
      out.set(memory.bytes(passing, length), start)
    }
    memory.bytes(state, BLOCK_BYTES).fill(0)
    const used = Math.ceil(Math.min(out.length, PASSING_BYTES) / GROUP_BYTES) * GROUP_BYTES
    memory.bytes(passing, used).fill(0)
  }
}
