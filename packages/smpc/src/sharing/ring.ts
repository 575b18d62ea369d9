import { narrowRing } from "./narrow-ring.ts"
import { wideRing } from "./wide-ring.ts"
import { wordRing } from "./word-ring.ts"

/** A vector over a ring, or bits: 32-bit words in memory of their own. */
export type Words = Int32Array<ArrayBuffer>

/** One byte for each element. */
export type Digits = Uint8Array<ArrayBuffer>

/**
 * What values are hidden in: adding a uniform element hides one, subtracting it brings the value back. The result is written
 * over `into`, which may be `a` or `b`; without it the result has memory of its own.
 */
export interface Masking {
  add(a: Words, b: Words, into?: Words): Words
  subtract(a: Words, b: Words, into?: Words): Words
  /** Uniform words as uniform elements, in place: bits beyond the ring are cleared. */
  uniform(words: Words): Words
}

/** Arithmetic on vectors over Z/2^bits. Every function takes vectors of one length; sums and products wrap. */
export interface Ring extends Masking {
  readonly bits: number
  /** Words of one element, the low one first. */
  readonly words: 1 | 2
  /** Element by element. */
  multiply(a: Words, b: Words, into?: Words): Words
  addConstant(a: Words, constant: bigint, into?: Words): Words
  /** ⌊a / 2^by⌋ of the elements read as unsigned numbers. @param by in [0, bits) */
  shiftRight(a: Words, by: number, into?: Words): Words
  /** Bits at … at + count − 1 of every element, as a number. @param count in [1, 8] @param into [elements] */
  digits(a: Words, at: number, count: number, into?: Digits): Digits
  /** Bit `at` of every element. */
  plane(a: Words, at: number): Words
}

/**
 * The ring of so many bits. 32 and 64 are what runs; the small ones are for exhaustive tests of the same code.
 * @param bits in [4, 32], or 64
 */
export function ringOf(bits: number): Ring {
  if (bits === 32) return wordRing
  return bits === 64 ? wideRing() : narrowRing(bits)
}

/** How many elements a vector has. */
export const elementsIn = (ring: Ring, vector: Words): number => vector.length / ring.words
