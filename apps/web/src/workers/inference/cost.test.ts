import { digitNetwork } from "@tutti/learning"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { estimateCost, type Measured } from "./cost.ts"

const terms = {
  network: digitNetwork("mlp"),
  ringBits: 32,
  fractionBits: 11,
  output: "label",
  batchRows: 50,
  canaryRows: 50,
  window: 2,
} as const

function costOf(measured: Measured, changes: { batchRows?: number; window?: number } = {}) {
  const cost = estimateCost({ ...terms, ...changes }, measured)
  if (!cost.ok) throw new Error(cost.code)
  return cost.value
}

describe("what a run of 784-500-10 costs", () => {
  test("its weights travel once, 4 bytes for each entry of a kernel", () => {
    const { single, many } = costOf({ rttMs: 0, setupMs: 0, computeMs: 0 })
    expect(single.weightBytes).toBe(4 * (784 * 500 + 500 * 10))
    expect(many.weightBytes).toBe(single.weightBytes)
  })

  test("without a network only what is computed takes time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (computeMs) => {
        const { singleMs, manyMsPerImage } = costOf({ rttMs: 0, setupMs: 0, computeMs })
        // An image goes with its copy, a thousand with fifty.
        expect(singleMs).toBe(2 * computeMs)
        expect(manyMsPerImage).toBeCloseTo(1.05 * computeMs, 9)
      }),
      { numRuns: 10 },
    )
  })

  test("what is prepared once is shared by many images, and one alone bears it", () => {
    const { singleMs, manyMsPerImage } = costOf({ rttMs: 0, setupMs: 500, computeMs: 1 })
    expect(singleMs).toBe(502)
    expect(manyMsPerImage).toBeCloseTo(1.55, 9)
  })

  test("one image waits for every round; the farther the relay the longer", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 50 }), (rttMs, computeMs) => {
        const near = costOf({ rttMs, setupMs: 1, computeMs })
        expect(near.singleMs).toBeGreaterThan(rttMs * near.single.roundsPerBatch)
        const far = costOf({ rttMs: rttMs + 1, setupMs: 1, computeMs })
        expect(far.singleMs).toBeGreaterThan(near.singleMs)
        expect(far.manyMsPerImage).toBeGreaterThan(near.manyMsPerImage)
      }),
      { numRuns: 20 },
    )
  })

  test("more rows in a batch, or more batches on their way, make up for the distance", () => {
    const measured = { rttMs: 100, setupMs: 1, computeMs: 1 }
    const { manyMsPerImage } = costOf(measured)
    expect(costOf(measured, { batchRows: 100 }).manyMsPerImage).toBeLessThan(manyMsPerImage)
    expect(costOf(measured, { window: 4 }).manyMsPerImage).toBeLessThan(manyMsPerImage)
  })

  test("terms that cannot be computed, or not in such batches, have no price", () => {
    const measured = { rttMs: 1, setupMs: 1, computeMs: 1 }
    const network = { ...terms.network, layers: [] }
    expect(estimateCost({ ...terms, network }, measured)).toEqual({ ok: false, code: "E_IN_PLAN" })
    const large = { ...terms, network: digitNetwork("lenet"), batchRows: 500 }
    expect(estimateCost(large, measured)).toEqual({ ok: false, code: "E_IN_BATCH" })
  })
})
