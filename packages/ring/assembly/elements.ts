/*
 * Vectors over Z/2³² and planes of bits, element by element, and the tables that comparisons look up. Every count is a
 * multiple of 32, so whoever calls pads; results may be written over operands.
 */

const VECTOR: usize = 16

/** Everything from here on is the caller's. */
export function heapBase(): usize {
  return __heap_base
}

/** out = a + b */
export function add(out: usize, a: usize, b: usize, count: u32): void {
  for (const end = out + (count << 2); out < end; out += VECTOR, a += VECTOR, b += VECTOR)
    v128.store(out, i32x4.add(v128.load(a), v128.load(b)))
}

/** out = a − b */
export function subtract(out: usize, a: usize, b: usize, count: u32): void {
  for (const end = out + (count << 2); out < end; out += VECTOR, a += VECTOR, b += VECTOR)
    v128.store(out, i32x4.sub(v128.load(a), v128.load(b)))
}

/** out = a · b */
export function multiply(out: usize, a: usize, b: usize, count: u32): void {
  for (const end = out + (count << 2); out < end; out += VECTOR, a += VECTOR, b += VECTOR)
    v128.store(out, i32x4.mul(v128.load(a), v128.load(b)))
}

/** out = a ⊕ b */
export function xor(out: usize, a: usize, b: usize, count: u32): void {
  for (const end = out + (count << 2); out < end; out += VECTOR, a += VECTOR, b += VECTOR)
    v128.store(out, v128.xor(v128.load(a), v128.load(b)))
}

/** out = a + the constant */
export function addConstant(out: usize, a: usize, constant: i32, count: u32): void {
  const addend = i32x4.splat(constant)
  for (const end = out + (count << 2); out < end; out += VECTOR, a += VECTOR)
    v128.store(out, i32x4.add(v128.load(a), addend))
}

/** out = ⌊a / 2^by⌋ of unsigned numbers */
export function shiftRight(out: usize, a: usize, by: i32, count: u32): void {
  for (const end = out + (count << 2); out < end; out += VECTOR, a += VECTOR)
    v128.store(out, i32x4.shr_u(v128.load(a), by))
}

/** Bit `at` of every element of a, as a plane. */
export function plane(out: usize, a: usize, at: i32, count: u32): void {
  const up = 31 - at
  for (const end = out + (count >> 3); out < end; out += 4) {
    let bits: i32 = 0
    for (let first: i32 = 0; first < 32; first += 4, a += VECTOR)
      bits |= i32x4.bitmask(i32x4.shl(v128.load(a), up)) << first
    store<i32>(out, bits)
  }
}

/** Element i of a where bit i of the plane is set, else that of b. */
export function choose(out: usize, plane: usize, a: usize, b: usize, count: u32): void {
  for (const end = out + (count << 2); out < end; plane += 4) {
    const bits = v128.load32_splat(plane)
    let own = i32x4(1, 2, 4, 8)
    for (let four = 0; four < 8; four++, out += VECTOR, a += VECTOR, b += VECTOR) {
      const isSet = i32x4.ne(v128.and(bits, own), i32x4.splat(0))
      v128.store(out, v128.bitselect(v128.load(a), v128.load(b), isSet))
      own = i32x4.shl(own, 4)
    }
  }
}

/** The bits from `at` on of every element of a, as many as `mask` has, as one byte. */
export function digits(out: usize, a: usize, at: i32, mask: i32, count: u32): void {
  const low = i32x4.splat(mask)
  for (const end = out + count; out < end; out += VECTOR, a += 4 * VECTOR) {
    const first = v128.and(i32x4.shr_u(v128.load(a), at), low)
    const second = v128.and(i32x4.shr_u(v128.load(a, VECTOR), at), low)
    const third = v128.and(i32x4.shr_u(v128.load(a, 2 * VECTOR), at), low)
    const fourth = v128.and(i32x4.shr_u(v128.load(a, 3 * VECTOR), at), low)
    const lower = i16x8.narrow_i32x4_u(first, second)
    v128.store(out, i8x16.narrow_i16x8_u(lower, i16x8.narrow_i32x4_u(third, fourth)))
  }
}

function fourValues(values: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(values)))
}

/**
 * For each value below 16 the answers to "less" in the lower half of a word, one bit for every digit, and those to "equal"
 * in the upper one.
 */
export function writeTables(tables: usize, values: usize, count: u32): void {
  const lower = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0)
  const upper = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, -128)
  for (const end = values + count; values < end; values += 4, tables += VECTOR) {
    const value = fourValues(values)
    const twice = v128.or(value, i32x4.shl(value, 8))
    const power = v128.or(
      v128.and(i8x16.swizzle(lower, twice), i32x4.splat(0xff)),
      v128.and(i8x16.swizzle(upper, twice), i32x4.splat(0xff00)),
    )
    v128.store(tables, v128.or(i32x4.sub(power, i32x4.splat(1)), i32x4.shl(power, 16)))
  }
}

/** The bits that stand in every table at the place of its value, below 16: of the lower halves, and of the upper ones. */
export function lookUp(less: usize, equal: usize, tables: usize, values: usize, count: u32): void {
  const powers = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0)
  /* Byte 0 of each lane picks from the lower half of its own table and byte 2 from the upper one; the others pick nothing. */
  const places = i8x16(0, -128, 2, -128, 4, -128, 6, -128, 8, -128, 10, -128, 12, -128, 14, -128)
  for (const end = values + count; values < end; less += 4, equal += 4) {
    let lessBits: i32 = 0
    let equalBits: i32 = 0
    for (let first: i32 = 0; first < 32; first += 4, values += 4, tables += VECTOR) {
      const value = fourValues(values)
      const byte = i32x4.shr_u(value, 3)
      const bit = v128.and(value, i32x4.splat(7))
      const picked = i8x16.swizzle(
        v128.load(tables),
        i8x16.add(places, v128.or(byte, i32x4.shl(byte, 16))),
      )
      const hit = v128.and(picked, i8x16.swizzle(powers, v128.or(bit, i32x4.shl(bit, 16))))
      const isLess = i32x4.ne(v128.and(hit, i32x4.splat(0xff)), i32x4.splat(0))
      const isEqual = i32x4.ne(v128.and(hit, i32x4.splat(0xff0000)), i32x4.splat(0))
      lessBits |= i32x4.bitmask(isLess) << first
      equalBits |= i32x4.bitmask(isEqual) << first
    }
    store<i32>(less, lessBits)
    store<i32>(equal, equalBits)
  }
}
