import { webRandom } from "@tutti/crypto"
import { addLanes32, addLanes128 } from "@tutti/ring"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { decodeIntegers, encodeIntegers, fromFixedPoint, toFixedPoint } from "./exact.ts"
import { holdsCapacity, largestLane, planLanes } from "./lane-plan.ts"
import { dequantise, quantise } from "./quantise.ts"

fc.configureGlobal({ seed: 20_260_101 })

const never = (count: number) => new Uint8Array(count).fill(255)
const always = (count: number) => new Uint8Array(count)

describe("[SA5] capacity", () => {
  test("653 owners leave 22 bits, 10,000 leave 18, and one bit more would wrap", () => {
    expect(planLanes(653, []).valueBits).toBe(22)
    expect(planLanes(10_000, []).valueBits).toBe(18)
    for (const owners of [2, 10, 653, 10_000]) {
      const { valueBits } = planLanes(owners, [])
      expect(holdsCapacity(owners, valueBits)).toBe(true)
      expect(holdsCapacity(owners, valueBits + 1)).toBe(false)
    }
  })

  test("at the bound no sum wraps, for any number of owners and either sign", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 2_000 }),
        fc.constantFrom(1, -1),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        (owners, sign, bound) => {
          const plan = planLanes(owners, [{ name: "x", lanes: 1, bound }])
          const one = quantise([sign * bound], plan, always)
          if (!one.ok) throw new Error("a bound is finite")
          const sum = new Uint32Array(1)
          for (let owner = 0; owner < owners; owner++) addLanes32(sum, one.lanes)
          const value = dequantise(sum, plan)[0] ?? 0
          expect(Math.abs(value - sign * bound * owners)).toBeLessThanOrEqual(
            owners * 2 ** -(plan.groups[0]?.exponent ?? 0),
          )
        },
      ),
    )
  })

  test("each group has a scale of its own: C = 0.1 beside weights in [0, 1] of 653 owners does not wrap", () => {
    const plan = planLanes(653, [
      { name: "update", lanes: 2, bound: 0.1 },
      { name: "weight", lanes: 1, bound: 1 },
    ])
    const one = quantise([0.1, -0.1, 1], plan, always)
    if (!one.ok) throw new Error("finite")
    const sum = new Uint32Array(3)
    for (let owner = 0; owner < 653; owner++) addLanes32(sum, one.lanes)
    const [up, down, weight] = dequantise(sum, plan)
    expect(up).toBeCloseTo(65.3, 3)
    expect(down).toBeCloseTo(-65.3, 3)
    expect(weight).toBeCloseTo(653, 3)
  })

  test("more owners than lanes have room for are refused", () => {
    expect(() => planLanes(2 ** 21, [])).toThrow(RangeError)
    expect(() => planLanes(3, [{ name: "x", lanes: 1, bound: 0 }])).toThrow(RangeError)
  })
})

describe("[SA6] rounding", () => {
  const plan = planLanes(10, [{ name: "x", lanes: 1, bound: 4 }])
  const unit = 2 ** -(plan.groups[0]?.exponent ?? 0)

  test("the error of one value is below one unit, whatever the coins", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.constantFrom(never, always, webRandom),
        (value, coins) => {
          const lanes = quantise([value], plan, coins)
          if (!lanes.ok) throw new Error("finite")
          expect(Math.abs((dequantise(lanes.lanes, plan)[0] ?? 0) - value)).toBeLessThan(unit * (1 + 1e-9))
        },
      ),
    )
  })

  test("the coins decide by the fraction: ¼ rounds up for a quarter of them", () => {
    const threshold = 2 ** 30
    const value = 0.25 * unit
    const coin = (number: number) => () => new Uint8Array(new Uint32Array([number]).buffer)
    expect(quantise([value], plan, coin(threshold - 1))).toEqual({ ok: true, lanes: Uint32Array.of(1) })
    expect(quantise([value], plan, coin(threshold))).toEqual({ ok: true, lanes: Uint32Array.of(0) })
  })

  test("values beyond the bound are clamped to it, and the integer never leaves its bits", () => {
    const largest = largestLane(plan.valueBits)
    for (const value of [4, 4.000_001, 1e30]) {
      const up = quantise([value], plan, always)
      const down = quantise([-value], plan, never)
      if (!up.ok || !down.ok) throw new Error("finite")
      expect((up.lanes[0] ?? 0) | 0).toBeLessThanOrEqual(largest)
      expect((down.lanes[0] ?? 0) | 0).toBeGreaterThanOrEqual(-largest)
    }
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "[D10] %f is refused by place",
    (value) => {
      const two = planLanes(3, [{ name: "x", lanes: 2, bound: 1 }])
      expect(quantise([0, value], two, webRandom)).toEqual({ ok: false, code: "E_NOT_FINITE", lane: 1 })
    },
  )

  test("[D10] minus zero and denormals are numbers like others", () => {
    expect(quantise([-0], plan, never)).toEqual({ ok: true, lanes: Uint32Array.of(0) })
    expect(quantise([5e-324], plan, never)).toEqual({ ok: true, lanes: Uint32Array.of(0) })
  })
})

describe("[SA7] exact sums", () => {
  test("the sum of encoded integers is the integers' sum", () => {
    const integer = fc.bigInt({ min: -(1n << 120n), max: 1n << 120n })
    fc.assert(
      fc.property(fc.array(integer, { minLength: 1, maxLength: 20 }), (values) => {
        const sum = new Uint32Array(4)
        for (const value of values) {
          const encoded = encodeIntegers([value], values.length)
          if (!encoded.ok) throw new Error("within capacity")
          addLanes128(sum, encoded.lanes)
        }
        expect(decodeIntegers(sum)).toEqual([values.reduce((a, b) => a + b)])
      }),
    )
  })

  test("what could wrap in the sum is refused by place", () => {
    const limit = (1n << 127n) / 3n
    expect(encodeIntegers([0n, limit], 3)).toEqual({ ok: false, code: "E_SA_CAPACITY", lane: 1 })
    expect(encodeIntegers([limit - 1n, 1n - limit], 3).ok).toBe(true)
  })

  test("fixed point keeps dyadic numbers whole and others to half a unit", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        const fixed = toFixedPoint(value, 32)
        expect(fixed).toBeDefined()
        expect(Math.abs(fromFixedPoint(fixed ?? 0n, 32) - value)).toBeLessThanOrEqual(
          2 ** -33 + Math.abs(value) * 2 ** -52,
        )
      }),
    )
    expect(toFixedPoint(-1.5, 32)).toBe(-3n << 31n)
    expect(toFixedPoint(Number.NaN, 32)).toBeUndefined()
  })
})
