import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { TokenBucket } from "./token-bucket.ts"

fc.configureGlobal({ seed: 20_260_101 })

const demand = fc.record({ afterMs: fc.nat(500), units: fc.integer({ min: 1, max: 30 }) })

describe("[W13] a budget", () => {
  test("lets through at most twice the burst and then the rate, over any stretch of time", () => {
    fc.assert(
      fc.property(fc.array(demand, { minLength: 1, maxLength: 100 }), (demands) => {
        const bucket = new TokenBucket(10, 5, 0)
        const taken: { atMs: number; units: number }[] = []
        let nowMs = 0
        for (const { afterMs, units } of demands) {
          nowMs += afterMs
          if (bucket.take(units, nowMs) !== undefined) taken.push({ atMs: nowMs, units })
        }
        for (const [index, { atMs: fromMs }] of taken.entries()) {
          const units = taken.slice(index).reduce((sum, one) => sum + one.units, 0)
          expect(units).toBeLessThanOrEqual(2 * 50 + ((nowMs - fromMs) / 1_000) * 10 + 1e-6)
        }
      }),
    )
  })

  test("never refuses a peer that waits as long as it is told", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 100 }), (sizes) => {
        const bucket = new TokenBucket(10, 5, 0)
        let nowMs = 0
        for (const units of sizes) {
          const waitMs = bucket.take(units, nowMs)
          if (waitMs === undefined) throw new Error("refused")
          nowMs += waitMs
        }
        // The burst is free; the rest takes its time.
        const units = sizes.reduce((sum, one) => sum + one, 0)
        expect(nowMs).toBeCloseTo(Math.max(0, ((units - 50) / 10) * 1_000), 3)
      }),
    )
  })

  test("of 10 a second with a burst of 5 seconds: 50 at once, 50 in debt, then no more until time passes", () => {
    const bucket = new TokenBucket(10, 5, 0)
    expect(bucket.take(50, 0)).toBe(0)
    expect(bucket.take(1, 0)).toBe(100)
    expect(bucket.take(49, 0)).toBe(5_000)
    expect(bucket.take(1, 0)).toBeUndefined()
    expect(bucket.take(1, 100)).toBe(5_000)
    expect(bucket.take(50, 1_000_000)).toBe(0)
  })
})
