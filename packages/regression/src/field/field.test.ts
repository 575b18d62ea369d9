import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { unsafeRandom } from "../scenarios/shared-solve.ts"
import {
  centre,
  elementToBytes,
  type Field,
  fieldOf,
  integerFromBytes,
  inverse,
  power,
  randomBits,
  randomElements,
  reduce,
} from "./field.ts"
import { invert, multiply } from "./matrix.ts"
import { PRIMES, primeAbove } from "./primes.ts"

fc.configureGlobal({ seed: 20_260_108 })

const prime = primeAbove(512)
if (prime === undefined) throw new Error("the table is empty")
const field: Field = fieldOf(prime)
const element = fc.bigInt({ min: 0n, max: field.modulus - 1n })
const square = (size: number) =>
  fc.array(fc.array(element, { minLength: size, maxLength: size }), { minLength: size, maxLength: size })

describe("the primes", () => {
  // Proth's theorem: p = k · 2^m + 1 with odd k < 2^m is prime where a^((p−1)/2) = −1 for some a.
  test("are of the form that their proofs need, just below 2^bits", () => {
    for (const { bits, value } of PRIMES) {
      const shift = BigInt(bits / 2 + 8)
      const factor = (value - 1n) >> shift
      expect((factor << shift) + 1n).toBe(value)
      expect(factor % 2n).toBe(1n)
      expect(factor < 1n << shift).toBe(true)
      expect((1n << BigInt(bits)) - value < 1n << BigInt(bits / 2 + 32)).toBe(true)
    }
  })

  test("are proved by their witnesses, every one of them", () => {
    for (const one of PRIMES) {
      const field = fieldOf(one)
      expect(power(field, one.witness, (one.value - 1n) / 2n), `${one.bits} bits`).toBe(one.value - 1n)
    }
  })

  test("the smallest that is large enough is chosen", () => {
    expect(primeAbove(2101)?.bits).toBe(2112)
    expect(primeAbove(2112)?.bits).toBe(2176)
    expect(primeAbove(5000)).toBeUndefined()
  })
})

describe("the field", () => {
  test("an integer of any size and sign is taken to the element that it is congruent to, in every field", () => {
    const size = fc.integer({ min: 0, max: 3 })
    for (const field of PRIMES.map(fieldOf)) {
      const { modulus, bits } = field
      const edges = [
        0n,
        1n,
        modulus - 1n,
        modulus,
        modulus + 1n,
        (1n << bits) - 1n,
        1n << bits,
        modulus * modulus,
      ]
      const whole = size.chain((size) => fc.bigInt({ min: 0n, max: (modulus + 12_345n) ** BigInt(size) }))
      fc.assert(
        fc.property(fc.oneof(fc.constantFrom(...edges), whole), (value) => {
          expect(reduce(field, value)).toBe(value % modulus)
          expect(reduce(field, -value)).toBe((modulus - (value % modulus)) % modulus)
        }),
        { numRuns: 20 },
      )
    }
  })

  test("every element but 0 has an inverse", () => {
    fc.assert(
      fc.property(element, (value) => {
        fc.pre(value !== 0n)
        expect(reduce(field, value * inverse(field, value))).toBe(1n)
      }),
    )
    expect(() => inverse(field, 0n)).toThrow(RangeError)
  })

  test("elements and integers near 0 are the same thing", () => {
    const near = fc.bigInt({ min: -(1n << 500n), max: 1n << 500n })
    fc.assert(fc.property(near, (value) => centre(field, reduce(field, value)) === value))
  })

  test("elements travel as bytes of one length", () => {
    fc.assert(
      fc.property(element, (value) => {
        const bytes = elementToBytes(field, value)
        expect(bytes).toHaveLength(72)
        expect(integerFromBytes(bytes)).toBe(value)
      }),
    )
    expect([...elementToBytes(field, 0x0102n)].slice(0, 3)).toEqual([2, 1, 0])
  })

  test("random bits fill their range, random elements the field", () => {
    const random = unsafeRandom("bits")
    const drawn = Array.from({ length: 2000 }, () => Number(randomBits(3, random)))
    for (let value = 0; value < 8; value++)
      expect(drawn.filter((one) => one === value).length).toBeGreaterThan(180)
    expect(randomBits(0, random)).toBe(0n)
    const high = randomElements(field, 200, random).filter((value) => value > field.modulus >> 1n)
    expect(high.length).toBeGreaterThan(60)
  })
})

describe("matrices", () => {
  test("a matrix times its inverse is the identity, and determinants multiply", () => {
    fc.assert(
      fc.property(square(4), square(4), (one, other) => {
        const [first, second, both] = [one, other, multiply(field, one, other)].map((matrix) =>
          invert(field, matrix),
        )
        if (first?.kind !== "inverted" || second?.kind !== "inverted" || both?.kind !== "inverted") return
        const identity = one.map((_, row) => one.map((_, column) => (row === column ? 1n : 0n)))
        expect(multiply(field, one, first.inverse)).toEqual(identity)
        expect(both.determinant).toBe(reduce(field, first.determinant * second.determinant))
      }),
      { numRuns: 20 },
    )
  })

  test("small determinants, with a row that has to be moved up", () => {
    const inverted = invert(field, [
      [0n, 2n, 1n],
      [1n, 1n, 0n],
      [0n, 3n, 5n],
    ])
    expect(inverted).toMatchObject({ kind: "inverted", determinant: field.modulus - 7n })
  })

  test("a dependent column is found, with the columns that it depends on", () => {
    fc.assert(
      fc.property(square(4), (matrix) => {
        const dependent = matrix.map(([a = 0n, b = 0n, , d = 0n]) => [a, b, reduce(field, 2n * a - b), d])
        expect(invert(field, dependent)).toEqual({ kind: "singular", column: 2, from: [0, 1] })
      }),
      { numRuns: 20 },
    )
  })
})
