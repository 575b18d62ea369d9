/*
 * What comparing on shares does to whole vectors, element by element, as a port: plain loops, which run everywhere, and WASM
 * SIMD. Both give the same bits. A vector over Z/2³² has one word an element; a plane has one bit, bit i in bit i mod 32 of
 * word ⌊i / 32⌋. Results may be written over operands of their own length. Lengths are the caller's affair: what stands
 * behind a shorter operand's end is nothing that one can rely on. Bits of a plane behind the last element may be anything.
 */

type Words = Int32Array<ArrayBuffer>
type Bytes = Uint8Array<ArrayBuffer>

export type ElementKernels = {
  readonly engine: "scalar" | "simd"
  /** out = a + b mod 2³². */
  add(out: Words, a: Int32Array, b: Int32Array): void
  /** out = a − b mod 2³². */
  subtract(out: Words, a: Int32Array, b: Int32Array): void
  /** out = a · b mod 2³². */
  multiply(out: Words, a: Int32Array, b: Int32Array): void
  /** out = a ⊕ b. */
  xor(out: Words, a: Int32Array, b: Int32Array): void
  /** out = a + constant mod 2³². @param constant a 32-bit number */
  addConstant(out: Words, a: Int32Array, constant: number): void
  /** out = ⌊a / 2^by⌋ of unsigned numbers. @param by in [0, 31] */
  shiftRight(out: Words, a: Int32Array, by: number): void
  /** Bit `at` of every element. @param out [⌈elements / 32⌉] */
  plane(out: Words, a: Int32Array, at: number): void
  /** Element i of a where bit i of the plane is set, else that of b. */
  choose(out: Words, plane: Int32Array, a: Int32Array, b: Int32Array): void
  /** Bits at … at + count − 1 of every element. @param out [elements] @param count in [1, 8] */
  digits(out: Bytes, a: Int32Array, at: number, count: number): void
  /**
   * A table for each value: bit d of its lower half says whether d < value, that of its upper half whether d = value.
   * @param tables [values] @param values below 16
   */
  writeTables(tables: Words, values: Uint8Array): void
  /**
   * What stands in each table at the place of its value.
   * @param less  plane of the lower halves @param equal of the upper ones
   * @param values below 16, one for each table
   */
  lookUp(less: Words, equal: Words, tables: Int32Array, values: Uint8Array): void
}
