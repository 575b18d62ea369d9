import fc from "fast-check"
import { expect, test } from "vitest"
import { type ServerMoments, serverAdam } from "./server-adam.ts"

const options = { learningRate: 0.1 }
const rounds = fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 12 })

/** Feeds one weight's average updates round by round. */
function run(averages: readonly number[]) {
  let weights = Float32Array.of(0)
  let moments: ServerMoments | null = null
  for (const average of averages)
    ({ weights, moments } = serverAdam(weights, Float32Array.of(average), moments, options))
  return { weight: weights[0] ?? Number.NaN, moments }
}

test("round after round equals the moments written as sums over all rounds", () => {
  fc.assert(
    fc.property(rounds, (averages) => {
      let expected = 0
      for (let last = 0; last < averages.length; last++) {
        // m_t = 0.1·Σ 0.9^(t−i)·Δ_i and v_t = 0.99^t·τ² + 0.01·Σ 0.99^(t−i)·Δ_i²: the recursion, unrolled.
        const seen = averages.slice(0, last + 1)
        const m = 0.1 * seen.reduce((sum, delta, i) => sum + 0.9 ** (last - i) * delta, 0)
        const v =
          0.99 ** (last + 1) * 1e-6 +
          0.01 * seen.reduce((sum, delta, i) => sum + 0.99 ** (last - i) * delta ** 2, 0)
        expected += (0.1 * m) / (Math.sqrt(v) + 1e-3)
      }
      const { weight, moments } = run(averages)
      expect(Math.abs(weight - expected)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(expected)))
      expect(moments?.step).toBe(averages.length)
    }),
  )
})

test("the first step of algorithm 2, worked by hand", () => {
  // m = 0.1·0.5 = 0.05, v = 0.99·10⁻⁶ + 0.01·0.25 = 0.00250099, √v = 0.0500099, x = 1 + 0.1·0.05 / 0.0510099
  const { weights, moments } = serverAdam(Float32Array.of(1), Float32Array.of(0.5), null, options)
  expect(weights[0]).toBeCloseTo(1.0980202, 6)
  expect(moments.first[0]).toBeCloseTo(0.05, 8)
  expect(moments.second[0]).toBeCloseTo(0.00250099, 9)
})

test("an average of nothing moves nothing, and the sign of a step is the sign of the average", () => {
  expect(run([0, 0]).weight).toBe(0)
  fc.assert(
    fc.property(fc.float({ min: Math.fround(0.01), max: 5, noNaN: true }), (average) => {
      expect(run([average]).weight).toBeGreaterThan(0)
      expect(run([-average]).weight).toBe(-run([average]).weight)
    }),
  )
})

test("nothing is written into the arguments, so that a round can be made again", () => {
  const global = Float32Array.of(1)
  const average = Float32Array.of(2)
  const { moments } = serverAdam(global, average, null, options)
  const again = () => serverAdam(global, average, moments, options)
  expect(again()).toEqual(again())
  expect([global[0], average[0], moments.step]).toEqual([1, 2, 1])
})

test("refuses vectors of different length", () => {
  expect(() => serverAdam(new Float32Array(2), new Float32Array(3), null, options)).toThrow(RangeError)
  const moments = { step: 1, first: new Float32Array(1), second: new Float32Array(1) }
  expect(() => serverAdam(new Float32Array(2), new Float32Array(2), moments, options)).toThrow(RangeError)
})
