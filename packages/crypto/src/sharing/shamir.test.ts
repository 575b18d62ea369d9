import fc from "fast-check"
import { combine, split as splitByPackage } from "shamir-secret-sharing"
import { describe, expect, test } from "vitest"
import { type Random, webRandom } from "../random.ts"
import { type BinaryField, gf256, gf65536 } from "./field.ts"
import { combineShares, lagrangeWeights, type Share, sharesThrough, weightedSum } from "./shamir.ts"

fc.configureGlobal({ seed: 20_260_101 })

const fields = [gf256, gf65536] as const

/** Shares for all positions: those of the first threshold − 1 are drawn, the others follow. */
function split(
  field: BinaryField,
  secret: Uint8Array,
  threshold: number,
  positions: readonly number[],
  random: Random,
): Share[] {
  const drawn = positions.slice(0, threshold - 1).map((position): Share => {
    return { position, bytes: random(secret.length) }
  })
  return [...drawn, ...sharesThrough(field, secret, drawn, positions.slice(drawn.length))]
}

/** The value at `x` of the polynomial with these coefficients, from the constant up, power by power. */
function valueAt(field: BinaryField, coefficients: readonly number[], x: number): number {
  let power = 1
  return coefficients.reduce((sum, coefficient) => {
    const value = sum ^ slowProduct(field, coefficient, power)
    power = slowProduct(field, power, x)
    return value
  }, 0)
}

const bytesOf = (field: BinaryField, symbols: readonly number[]) =>
  Uint8Array.from(
    symbols.flatMap((symbol) => (field.symbolBytes === 1 ? symbol : [symbol & 255, symbol >> 8])),
  )

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

  test("distances multiply as the differences do", () => {
    fc.assert(
      fc.property(element, fc.array(element, { maxLength: 300 }), (own, others) => {
        const expected = others.reduce(
          (all, other) => (other === own ? all : slowProduct(field, all, own ^ other)),
          1,
        )
        expect(field.distances(own, others)).toBe(expected)
      }),
    )
  })

  test("a multiple is added place by place", () => {
    const places = fc.array(fc.tuple(element, element), { maxLength: 9 })
    fc.assert(
      fc.property(places, element, (places, factor) => {
        const sum = Uint16Array.from(places, ([before]) => before)
        field.addMultiple(
          sum,
          Uint16Array.from(places, ([, symbol]) => symbol),
          factor,
        )
        expect([...sum]).toEqual(
          places.map(([before, symbol]) => before ^ slowProduct(field, symbol, factor)),
        )
      }),
    )
  })

  test("shares lie on the polynomials that are known to go through the secret and the fixed shares", () => {
    const degree = fc.nat(5)
    const polynomials = degree.chain((degree) =>
      fc.array(fc.array(element, { minLength: degree + 1, maxLength: degree + 1 }), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    const places = fc.uniqueArray(nonzero, { minLength: 6, maxLength: 9 })
    fc.assert(
      fc.property(polynomials, places, (polynomials, places) => {
        const share = (position: number): Share => {
          const symbols = polynomials.map((coefficients) => valueAt(field, coefficients, position))
          return { position, bytes: bytesOf(field, symbols) }
        }
        const degree = (polynomials[0]?.length ?? 1) - 1
        const [fixed, others] = [places.slice(0, degree), places.slice(degree)]
        const shares = sharesThrough(field, share(0).bytes, fixed.map(share), others)
        expect(shares).toEqual(others.map(share))
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
        const shares = split(field, bytes, threshold, positions, webRandom)
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
    const shares = split(field, bytes, 5, [1, 2, 3, 4, 5], webRandom).slice(0, 4)
    expect(combineShares(field, shares, 5)).toEqual({ ok: false, refusal: "too-few-shares" })
    const guessed = weightedSum(
      field,
      shares.map((share) => share.bytes),
      lagrangeWeights(field, [1, 2, 3, 4]),
    )
    expect(guessed).not.toEqual(bytes)
  })

  test("the secret and the fixed shares are left to their owner", () => {
    const [secret, fixed] = [webRandom(32), webRandom(32)]
    const before = [secret.slice(), fixed.slice()]
    sharesThrough(field, secret, [{ position: 2, bytes: fixed }], [1, 3])
    expect([secret, fixed]).toEqual(before)
  })

  test("duplicate, zero and unequal shares are refused by name", () => {
    const share = (position: number, length = 2): Share => ({ position, bytes: new Uint8Array(length) })
    expect(combineShares(field, [share(1), share(1)], 2)).toEqual({ ok: false, refusal: "bad-positions" })
    expect(combineShares(field, [share(0), share(1)], 2)).toEqual({ ok: false, refusal: "bad-positions" })
    expect(combineShares(field, [share(1), share(2, 4)], 2)).toEqual({ ok: false, refusal: "bad-length" })
  })

  test("what the caller fixes wrongly throws", () => {
    const bytes = new Uint8Array(2)
    const fixed = [{ position: 1, bytes }]
    expect(() => sharesThrough(field, bytes, [], [0])).toThrow(RangeError)
    expect(() => sharesThrough(field, bytes, [], [1, 1])).toThrow(RangeError)
    expect(() => sharesThrough(field, bytes, [], [field.order])).toThrow(RangeError)
    expect(() => sharesThrough(field, bytes, fixed, [1])).toThrow(RangeError)
    expect(() => sharesThrough(field, new Uint8Array(4), fixed, [2])).toThrow(RangeError)
    expect(() => sharesThrough(gf65536, new Uint8Array(3), [], [2])).toThrow(RangeError)
  })
})

test("one share below a threshold of two is uniform: no byte is favoured by its secret", () => {
  // Under any fixed share, all 256 secrets give the other holder every byte once; and any secret does over all of them.
  for (const known of [0, 1, 77, 255]) {
    const over = (secret: number, fixed: number) => {
      const [share] = sharesThrough(
        gf256,
        Uint8Array.of(secret),
        [{ position: 9, bytes: Uint8Array.of(fixed) }],
        [10],
      )
      return share?.bytes[0]
    }
    const all = Array.from({ length: 256 }, (_, byte) => byte)
    expect(new Set(all.map((secret) => over(secret, known))).size).toBe(256)
    expect(new Set(all.map((fixed) => over(known, fixed))).size).toBe(256)
  }
})

test("255 holders, the most that GF(2^8) has", () => {
  const positions = Array.from({ length: 255 }, (_, index) => index + 1)
  const secret = webRandom(32)
  const shares = split(gf256, secret, 139, positions, webRandom)
  expect(combineShares(gf256, shares.slice(100), 139)).toEqual({ ok: true, secret })
})

describe("the audited package shamir-secret-sharing 0.0.4 reads ours and we read its", () => {
  test("ours, with the position appended as the last byte", async () => {
    const secret = webRandom(32)
    const shares = split(gf256, secret, 3, [5, 1, 200, 77], webRandom)
    const theirs = shares.map(({ position, bytes }) => Uint8Array.of(...bytes, position))
    expect(await combine(theirs.slice(1))).toEqual(secret)
  })

  test("theirs", async () => {
    const secret = webRandom(32)
    const shares = (await splitByPackage(secret, 6, 4)).map((bytes): Share => {
      return { position: bytes.at(-1) ?? 0, bytes: Uint8Array.from(bytes.subarray(0, -1)) }
    })
    expect(combineShares(gf256, shares.slice(2), 4)).toEqual({ ok: true, secret })
  })
})
