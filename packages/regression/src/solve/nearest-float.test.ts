import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bitLength, nearestFloat } from "./nearest-float.ts"

fc.configureGlobal({ seed: 20_260_107 })

const integer = fc.bigInt({ min: -(1n << 300n), max: 1n << 300n })
const positive = fc.bigInt({ min: 1n, max: 1n << 300n })

/** A finite float64 as an exact ratio. */
function exactly(value: number): [bigint, bigint] {
  let [scaled, bits] = [value, 0]
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    bits += 1
  }
  return [BigInt(scaled), 1n << BigInt(bits)]
}
const neighbours = (value: number): number[] => {
  const view = new DataView(new ArrayBuffer(8))
  return [-1n, 1n].map((step) => {
    view.setFloat64(0, value)
    view.setBigInt64(0, view.getBigInt64(0) + step)
    return view.getFloat64(0)
  })
}
/** |numerator/denominator − value| as a ratio over denominator · bottom. */
const distance = (numerator: bigint, denominator: bigint, value: number): [bigint, bigint] => {
  const [top, bottom] = exactly(value)
  const difference = numerator * bottom - top * denominator
  return [difference < 0n ? -difference : difference, bottom]
}

describe("the nearest float64", () => {
  test("no neighbour is nearer", () => {
    fc.assert(
      fc.property(integer, positive, (numerator, denominator) => {
        fc.pre(numerator !== 0n)
        const found = nearestFloat(numerator, denominator)
        const [error, unit] = distance(numerator, denominator, found)
        for (const other of neighbours(found)) {
          const [otherError, otherUnit] = distance(numerator, denominator, other)
          expect(error * otherUnit <= otherError * unit).toBe(true)
        }
      }),
    )
  })

  test("agrees with division where both sides are exact in float64", () => {
    const small = fc.maxSafeInteger()
    fc.assert(
      fc.property(small, small, (one, other) => {
        fc.pre(other !== 0)
        expect(nearestFloat(BigInt(one), BigInt(other)) === one / other).toBe(true)
      }),
    )
  })

  test("ties go to even, subnormals and both ends included", () => {
    expect(nearestFloat((1n << 54n) + 2n, 2n)).toBe(2 ** 53)
    expect(nearestFloat((1n << 54n) + 6n, 2n)).toBe(2 ** 53 + 4)
    expect(nearestFloat((1n << 53n) + 1n, 1n)).toBe(2 ** 53)
    expect(nearestFloat(1n, 1n << 1074n)).toBe(Number.MIN_VALUE)
    expect(nearestFloat(1n, 1n << 1075n)).toBe(0)
    expect(nearestFloat(3n, 1n << 1075n)).toBe(2 * Number.MIN_VALUE)
    expect(nearestFloat(-1n, 1n << 1022n)).toBe(-(2 ** -1022))
    expect(nearestFloat(1n << 1024n, 1n)).toBe(Number.POSITIVE_INFINITY)
    expect(nearestFloat((1n << 1024n) - (1n << 971n), 1n)).toBe(Number.MAX_VALUE)
    expect(nearestFloat(0n, 5n)).toBe(0)
    expect(nearestFloat(1n, -2n)).toBe(-0.5)
  })

  test("there is no quotient by 0", () => {
    expect(() => nearestFloat(1n, 0n)).toThrow(RangeError)
  })
})

test("the length of a number in bits", () => {
  expect([0n, 1n, 2n, 7n, 8n, 255n, 256n].map(bitLength)).toEqual([0, 1, 2, 3, 4, 8, 9])
})
