import { xoshiro128 } from "@tutti/data"

/**
 * A repeatable stream of numbers, for shuffles, dropout and initial weights: the same seed gives the same stream on
 * every machine. Anybody who knows the seed knows the stream, so nothing that must stay hidden may come from here.
 */
export type SeededRandom = {
  /** Uniform over the integers 0 … 2³² − 1. */
  uint32(): number
  /** Uniform over the multiples of 2⁻²⁴ in [0, 1): every value is a float32. */
  unit(): number
}

/**
 * @param seed integer; its low 32 bits count.
 * @param purpose keeps streams of one seed apart: "shuffle" and "dropout" of the same seed are unrelated.
 * @see Blackman and Vigna 2021, xoshiro128** (doi:10.1145/3460772), seeded through splitmix32 as they advise.
 */
export function seededRandom(seed: number, purpose: string): SeededRandom {
  let mixing = seed >>> 0
  for (let index = 0; index < purpose.length; index++)
    mixing = scramble((mixing ^ purpose.charCodeAt(index)) + 0x9e37_79b9)
  const next = () => {
    mixing = (mixing + 0x9e37_79b9) | 0
    return scramble(mixing)
  }
  const { next: uint32 } = xoshiro128(next(), next(), next(), next())
  return { uint32, unit: () => (uint32() >>> 8) * 2 ** -24 }
}

/** Fisher and Yates: a uniformly chosen order of 0 … count − 1 (up to a bias below count / 2³²). */
export function permutation(count: number, random: SeededRandom): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const chosen = Math.floor((random.uint32() / 2 ** 32) * (last + 1))
    const kept = order[last] ?? 0
    order[last] = order[chosen] ?? 0
    order[chosen] = kept
  }
  return order
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function scramble(word: number): number {
  let mixed = word | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
  return mixed ^ (mixed >>> 16)
}
