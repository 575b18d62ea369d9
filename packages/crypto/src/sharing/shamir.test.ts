import fc from "fast-check"
import { combine, split } from "shamir-secret-sharing"
import { describe, expect, test } from "vitest"
import { webRandom } from "../random.ts"
import { type BinaryField, gf256, gf65536 } from "./field.ts"
import { combineShares, lagrangeWeights, type Share, splitSecret, weightedSum } from "./shamir.ts"

fc.configureGlobal({ seed: 20_260_101 })

const fields = [gf256, gf65536] as const

/** Multiplication bit by bit, with the polynomial written out: another route than the tables. */
function slowProduct(field: BinaryField, a: number, b: number): number {
  const modulus = field.name === "GF(2^8)" ? 0b1_0001_1011 : 0b1_0001_0000_0000_1011
  let product = 0
  for (let bit = 0; bit < 16; bit++) if ((b >> bit) & 1) product ^= a << bit
  for (let bit = 31; bit >= 8 * field.symbolBytes; bit--)
    if ((product >>> bit) & 1) product ^= modulus << (bit - 8 * field.symbolBytes)
  return product
}

describe.each(fields)("$name", (field) => {
  const element = fc.nat(field.order - 1)
  const nonzero = fc.integer({ min: 1, max: field.order - 1 })

  test("the tables multiply as the polynomials do", () => {
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(field.multiply(a, b)).toBe(slowProduct(field, a, b))
      }),
      { numRuns: 2_000 },
    )
  })

  test("an inverse undoes its element, and 0 has none", () => {
    fc.assert(
      fc.property(nonzero, (a) => {
        expect(field.multiply(a, field.invert(a))).toBe(1)
      }),
    )
    expect(() => field.invert(0)).toThrow(RangeError)
  })

  test("polynomials are evaluated as their powers add up", () => {
    const polynomials = fc.tuple(fc.nat(5), fc.nat(4)).chain(([degree, count]) =>
      fc.array(fc.array(element, { minLength: degree, maxLength: degree }), {
        minLength: count,
        maxLength: count,
      }),
    )
    fc.assert(
      fc.property(polynomials, nonzero, (polynomials, x) => {
        const expected = polynomials.map((coefficients) => {
          let power = 1
          return coefficients.reduce((sum, coefficient) => {
            power = slowProduct(field, power, x)
            return sum ^ slowProduct(field, coefficient, power)
          }, 0)
        })
        const values = new Uint16Array(polynomials.length).fill(1)
        const degree = polynomials[0]?.length ?? 0
        field.evaluate(Uint16Array.from(polynomials.flat()), degree, x, values)
        expect([...values]).toEqual(expected)
      }),
    )
  })

  const holders = fc.uniqueArray(nonzero, { minLength: 1, maxLength: 40 })
  const secret = fc
    .uint8Array({ minLength: 2, maxLength: 32 })
    .map((bytes) => bytes.slice(0, bytes.length & ~1))

  test("any threshold of shares gives the secret back, in any order", () => {
    fc.assert(
      fc.property(holders, secret, fc.nat(), fc.infiniteStream(fc.nat()), (positions, bytes, pick, order) => {
        const threshold = 1 + (pick % positions.length)
        const shares = splitSecret(field, bytes, threshold, positions, webRandom)
        const shuffled = shares
          .map((share) => ({ share, key: order.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ share }) => share)
        const combined = combineShares(field, shuffled, threshold)
        expect(combined).toEqual({ ok: true, secret: Uint8Array.from(bytes) })
      }),
    )
  })

  test("one share fewer than the threshold is refused, and interpolates to something else", () => {
    const bytes = webRandom(32)
    const shares = splitSecret(field, bytes, 5, [1, 2, 3, 4, 5], webRandom).slice(0, 4)
    expect(combineShares(field, shares, 5)).toEqual({ ok: false, refusal: "too-few-shares" })
    const guessed = weightedSum(
      field,
      shares.map((share) => share.bytes),
      lagrangeWeights(field, [1, 2, 3, 4]),
    )
    expect(guessed).not.toEqual(bytes)
  })

  test("the coefficients that were drawn are overwritten, and the secret is left to its owner", () => {
    const drawn: Uint8Array[] = []
    const random = (count: number) => {
      const bytes = webRandom(count)
      drawn.push(bytes)
      return bytes
    }
    const bytes = webRandom(32)
    const before = bytes.slice()
    splitSecret(field, bytes, 5, [1, 2, 3, 4, 5], random)
    expect(drawn.map((buffer) => buffer.length)).toEqual([4 * 32])
    expect(drawn.every((buffer) => buffer.every((byte) => byte === 0))).toBe(true)
    expect(bytes).toEqual(before)
  })

  test("duplicate, zero and unequal shares are refused by name", () => {
    const share = (position: number, length = 2): Share => ({ position, bytes: new Uint8Array(length) })
    expect(combineShares(field, [share(1), share(1)], 2)).toEqual({ ok: false, refusal: "bad-positions" })
    expect(combineShares(field, [share(0), share(1)], 2)).toEqual({ ok: false, refusal: "bad-positions" })
    expect(combineShares(field, [share(1), share(2, 4)], 2)).toEqual({ ok: false, refusal: "bad-length" })
  })

  test("what the caller fixes wrongly throws", () => {
    const bytes = new Uint8Array(2)
    expect(() => splitSecret(field, bytes, 3, [1, 2], webRandom)).toThrow(RangeError)
    expect(() => splitSecret(field, bytes, 1, [0], webRandom)).toThrow(RangeError)
    expect(() => splitSecret(field, bytes, 1, [1, 1], webRandom)).toThrow(RangeError)
    expect(() => splitSecret(field, bytes, 1, [field.order], webRandom)).toThrow(RangeError)
  })
})

test("shares of one byte under any threshold−1 holders are uniform: no byte is favoured by its secret", () => {
  // All 256 secrets with one fixed coefficient each cover every share value once: a bijection for each coefficient.
  for (const coefficient of [0, 1, 77, 255]) {
    const seen = new Set<number>()
    for (let secret = 0; secret < 256; secret++) {
      const random = (count: number) => new Uint8Array(count).fill(coefficient)
      const [share] = splitSecret(gf256, Uint8Array.of(secret), 2, [9, 10], random)
      seen.add(share?.bytes[0] ?? -1)
    }
    expect(seen.size).toBe(256)
  }
  // And for one secret, all coefficients cover every share value once.
  const values = Array.from({ length: 256 }, (_, coefficient) => {
    const random = (count: number) => new Uint8Array(count).fill(coefficient)
    return splitSecret(gf256, Uint8Array.of(42), 2, [9, 10], random)[0]?.bytes[0]
  })
  expect(new Set(values).size).toBe(256)
})

test("255 holders, the most that GF(2^8) has", () => {
  const positions = Array.from({ length: 255 }, (_, index) => index + 1)
  const secret = webRandom(32)
  const shares = splitSecret(gf256, secret, 139, positions, webRandom)
  expect(combineShares(gf256, shares.slice(100), 139)).toEqual({ ok: true, secret })
})

describe("the audited package shamir-secret-sharing 0.0.4 reads ours and we read its", () => {
  test("ours, with the position appended as the last byte", async () => {
    const secret = webRandom(32)
    const shares = splitSecret(gf256, secret, 3, [5, 1, 200, 77], webRandom)
    const theirs = shares.map(({ position, bytes }) => Uint8Array.of(...bytes, position))
    expect(await combine(theirs.slice(1))).toEqual(secret)
  })

  test("theirs", async () => {
    const secret = webRandom(32)
    const shares = (await split(secret, 6, 4)).map((bytes): Share => {
      return { position: bytes.at(-1) ?? 0, bytes: Uint8Array.from(bytes.subarray(0, -1)) }
    })
    expect(combineShares(gf256, shares.slice(2), 4)).toEqual({ ok: true, secret })
  })
})
