/*
 * The primes of the fields. Each is p = 2^bits − c · 2^(bits/2 + 8) + 1 with the smallest odd c that makes it prime:
 * nothing about them could have been chosen with a purpose. Being one more than a multiple of 2^(bits/2 + 8), each
 * comes with a proof of its primality that takes one exponentiation: a^((p−1)/2) = −1 for the witness a.
 * All lie so close below 2^bits that a random number of that many bits is uniform in the field, to 1 part in 2^200.
 * @see Proth 1878; Crandall & Pomerance 2005, "Prime Numbers", section 4.1.1
 */

export type Prime = {
  readonly bits: number
  readonly value: bigint
  /** c */
  readonly offset: bigint
  /** bits / 2 + 8 */
  readonly shift: bigint
  /** Proves the primality: a^((p−1)/2) = −1 mod p. */
  readonly witness: bigint
}

/** [c, witness] for bits = 512, 576, … 4096. */
const TABLE: readonly (readonly [offset: number, witness: number])[] = [
  [303, 3],
  [705, 3],
  [219, 3],
  [553, 7],
  [1263, 3],
  [589, 5],
  [1695, 3],
  [843, 3],
  [865, 5],
  [333, 3],
  [2269, 5],
  [1, 19],
  [373, 7],
  [759, 3],
  [391, 7],
  [681, 3],
  [183, 3],
  [3081, 3],
  [1, 19],
  [3313, 11],
  [39, 3],
  [463, 13],
  [919, 5],
  [1101, 3],
  [1263, 3],
  [2793, 3],
  [645, 3],
  [399, 3],
  [3375, 3],
  [181, 7],
  [4263, 3],
  [2623, 7],
  [7701, 3],
  [2269, 5],
  [3471, 3],
  [2403, 3],
  [601, 7],
  [1723, 7],
  [2859, 3],
  [531, 3],
  [1045, 5],
  [2403, 3],
  [351, 3],
  [2079, 3],
  [483, 3],
  [261, 3],
  [2049, 3],
  [10135, 5],
  [5329, 5],
  [3285, 3],
  [945, 3],
  [129, 3],
  [14181, 3],
  [373, 7],
  [1801, 7],
  [1671, 3],
  [3501, 3],
]
const FIRST_BITS = 512
const STEP_BITS = 64
const MARGIN_BITS = 8

/** Every prime of the table, ascending. */
export const PRIMES: readonly Prime[] = TABLE.map(([c, witness], index) => {
  const bits = FIRST_BITS + STEP_BITS * index
  const shift = BigInt(bits / 2 + MARGIN_BITS)
  const offset = BigInt(c)
  return {
    bits,
    value: (1n << BigInt(bits)) - (offset << shift) + 1n,
    offset,
    shift,
    witness: BigInt(witness),
  }
})

/** The smallest prime of more than `bits` bits; undefined beyond the table. */
export const primeAbove = (bits: number): Prime | undefined => PRIMES.find((prime) => prime.bits > bits)
