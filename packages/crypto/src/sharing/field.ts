/**
 * A binary field whose elements are `symbolBytes` bytes, little-endian. Addition is XOR. Multiplication goes by
 * tables of logarithms, whose memory accesses depend on the operands: JavaScript promises no constant time, and
 * shares are made and used on the owner's own machine.
 */
export interface BinaryField {
  readonly name: "GF(2^8)" | "GF(2^16)"
  readonly symbolBytes: 1 | 2
  /** Number of elements; a share's position is between 1 and order − 1. */
  readonly order: number
  multiply(a: number, b: number): number
  /** @throws {RangeError} for 0, which has none. */
  invert(a: number): number
  /**
   * Π (own − other) over all others but `own` itself: of distances from one point, as interpolation takes them for every
   * point of a polynomial.
   */
  distances(own: number, others: readonly number[]): number
  /**
   * sum[i] += factor · symbols[i], place by place: what evaluating and interpolating polynomials come down to.
   * @param symbols [sum.length]
   */
  addMultiple(sum: Uint16Array, symbols: Uint16Array, factor: number): void
}

/**
 * @param modulus the irreducible polynomial, its highest bit included
 * @param generator an element whose powers are all elements but 0
 */
function binaryField(
  name: BinaryField["name"],
  symbolBytes: 1 | 2,
  modulus: number,
  generator: number,
): BinaryField {
  const order = 1 << (8 * symbolBytes)
  const powers = new Uint16Array(2 * (order - 1))
  const logarithms = new Uint16Array(order)
  let element = 1
  for (let exponent = 0; exponent < order - 1; exponent++) {
    powers[exponent] = element
    powers[exponent + order - 1] = element
    logarithms[element] = exponent
    element = product(element, generator, modulus, order)
  }
  const at = (table: Uint16Array, index: number) => table[index] ?? 0
  return {
    name,
    symbolBytes,
    order,
    multiply: (a, b) => (a === 0 || b === 0 ? 0 : at(powers, at(logarithms, a) + at(logarithms, b))),
    invert: (a) => {
      if (a === 0) throw new RangeError("0 has no inverse")
      return at(powers, order - 1 - at(logarithms, a))
    },
    distances: (own, others) => {
      let exponent = 0
      for (const other of others) if (other !== own) exponent += logarithms[own ^ other] ?? 0
      return at(powers, exponent % (order - 1))
    },
    addMultiple: (sum, symbols, factor) => {
      if (factor === 0) return
      const logarithm = at(logarithms, factor)
      for (let place = 0; place < sum.length; place++) {
        const symbol = symbols[place] ?? 0
        if (symbol !== 0)
          sum[place] = (sum[place] ?? 0) ^ (powers[(logarithms[symbol] ?? 0) + logarithm] ?? 0)
      }
    },
  }
}

/** Schoolbook multiplication, for the tables only. */
function product(a: number, b: number, modulus: number, order: number): number {
  let result = 0
  for (let left = a, right = b; right > 0; right >>= 1) {
    if (right & 1) result ^= left
    left <<= 1
    if (left & order) left ^= modulus
  }
  return result
}

/** x⁸ + x⁴ + x³ + x + 1, the field of AES. @see FIPS 197, section 4.2 */
export const gf256: BinaryField = binaryField("GF(2^8)", 1, 0x11b, 3)

/** x¹⁶ + x¹² + x³ + x + 1, primitive. @see Lidl and Niederreiter 1997, table D */
export const gf65536: BinaryField = binaryField("GF(2^16)", 2, 0x1100b, 2)
