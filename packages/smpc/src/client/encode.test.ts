import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { planOf, TINY } from "../scenarios/networks.ts"
import { numbersOf } from "../sharing/numbers.ts"
import { encodeInputs, encodeLabels, encodeWeights } from "./encode.ts"

const FRACTION = 11
const plan = planOf({ network: TINY, ringBits: 32, fractionBits: FRACTION, output: "score" })
/** What is still below 2^30 at scale 2^11. */
const LARGEST = 2 ** 19 - 1

describe("fixed point", () => {
  test("is the nearest multiple of 2^−f", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -LARGEST, max: LARGEST, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (row) => {
          const encoded = encodeInputs(plan, Float32Array.from(row))
          if (!encoded.ok) throw new Error(encoded.code)
          for (const [index, number] of numbersOf(plan.ring, encoded.words).entries())
            expect(Math.abs(number / 2 ** FRACTION - Math.fround(row[index] ?? 0))).toBeLessThanOrEqual(
              2 ** -12,
            )
        },
      ),
    )
  })

  test("has kernels at scale f and biases at 2f", () => {
    // 3 × 2 and 2, 2 × 3 and 3.
    const encoded = encodeWeights(plan, new Float32Array(17).fill(0.5))
    if (!encoded.ok) throw new Error(encoded.code)
    const [kernel, bias] = [2 ** 10, 2 ** 21]
    expect([...encoded.words]).toEqual([
      ...new Array<number>(6).fill(kernel),
      ...[bias, bias],
      ...new Array<number>(6).fill(kernel),
      ...[bias, bias, bias],
    ])
  })

  test.each([
    ["not a number", Number.NaN],
    ["infinite", Number.NEGATIVE_INFINITY],
    ["too large", 2 ** 19],
    ["too small", -(2 ** 19)],
  ])("refuses an input that is %s, by its place", (_, value) => {
    expect(encodeInputs(plan, Float32Array.of(0, value, 0))).toEqual({
      ok: false,
      code: "E_IN_RANGE",
      index: 1,
    })
  })

  test("refuses a bias that fits as a weight and not as a bias", () => {
    const weights = new Float32Array(17)
    weights[0] = 300
    expect(encodeWeights(plan, weights).ok).toBe(true)
    weights[6] = 300
    expect(encodeWeights(plan, weights)).toEqual({ ok: false, code: "E_IN_RANGE", index: 6 })
  })

  test("refuses half a row, no row, and a network's weights of another number", () => {
    for (const length of [0, 1, 4])
      expect(encodeInputs(plan, new Float32Array(length))).toEqual({ ok: false, code: "E_IN_SHAPE" })
    expect(encodeWeights(plan, new Float32Array(16))).toEqual({ ok: false, code: "E_IN_SHAPE" })
  })
})

describe("labels", () => {
  test("are a bit for each class and row, class by class", () => {
    // Rows 0, 1, 2 have classes 2, 0, 2: 010, 000, 101, the first row lowest.
    expect(encodeLabels(plan, [2, 0, 2])).toEqual({ ok: true, bytes: Uint8Array.of(0b01_000_010, 0b1) })
  })

  test.each([[[3]], [[-1]], [[0.5]], [[Number.NaN]]])("%j is no class of three", (labels) => {
    expect(encodeLabels(plan, labels)).toEqual({ ok: false, code: "E_IN_SHAPE" })
  })
})
