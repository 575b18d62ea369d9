import { BLOCK_BYTES, checkStream } from "../lengths.ts"
import { chachaState } from "../stream-state.ts"
import type { KernelExports } from "./exports.ts"
import type { LinearMemory } from "./linear-memory.ts"

/** Four blocks: what one step of the kernel writes. */
const GROUP_BYTES = 4 * BLOCK_BYTES
/** A long stream passes through so many bytes of scratch, which stay in the processor's cache. */
const PASSING_BYTES = 256 * GROUP_BYTES

/** The kernel's key stream, through scratch memory that is wiped afterwards. */
export function chacha12Stream(
  exports: KernelExports,
  memory: LinearMemory,
  out: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  counter: number,
): void {
  checkStream(out, key, nonce, counter)
  const words = chachaState(key, nonce, counter)
  const state = memory.allocate(words.byteLength)
  const groups = Math.ceil(Math.min(out.length, PASSING_BYTES) / GROUP_BYTES)
  const stream = memory.allocate(groups * GROUP_BYTES)
  memory.words(state, words.length).set(words)
  for (let start = 0; start < out.length; start += PASSING_BYTES) {
    const length = Math.min(PASSING_BYTES, out.length - start)
    exports.chacha12(stream, state, Math.ceil(length / GROUP_BYTES))
    out.set(memory.bytes(stream, length), start)
  }
  memory.free(stream)
  memory.free(state)
  words.fill(0)
}
