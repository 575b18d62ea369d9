/** Whole numbers that a seed decides: for splits and samples, where repeatability counts. Never for secrets. */
export type SeededGenerator = {
  /** Uniform in [0, 2^32). */
  next(): number
  /** Uniform in [0, bound), without modulo bias; 1 ≤ bound ≤ 2^32. */
  below(bound: number): number
}

/**
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its state filled by
 * SplitMix32 so that neighbouring seeds give unrelated sequences.
 * @param seed an unsigned 32-bit integer.
 */
export function seededGenerator(seed: number): SeededGenerator {
  const fill = splitMix32(seed)
  return xoshiro128(fill(), fill(), fill(), fill())
}

/** A Weyl sequence through the finaliser of MurmurHash3. */
function splitMix32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e37_79b9) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x85eb_ca6b)
    mixed ^= mixed >>> 13
    mixed = Math.imul(mixed, 0xc2b2_ae35)
    return (mixed ^ (mixed >>> 16)) >>> 0
  }
}

/** The generator from a state that is not all zero. */
export function xoshiro128(...seed: [number, number, number, number]): SeededGenerator {
  // In an array of integers, because engines box numbers above 2³⁰ that live in a closure.
  const state = Int32Array.from(seed)
  const next = () => {
    const a = state[0] ?? 0
    const b = state[1] ?? 0
    const c = (state[2] ?? 0) ^ a
    const d = (state[3] ?? 0) ^ b
    state[0] = a ^ d
    state[1] = b ^ c
    state[2] = c ^ (b << 9)
    state[3] = rotateLeft(d, 11)
    return Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
  }
  const below = (bound: number) => {
    const limit = 2 ** 32 - (2 ** 32 % bound)
    for (;;) {
      const candidate = next()
      if (candidate < limit) return candidate % bound
    }
  }
  return { next, below }
}

const rotateLeft = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits))
