import { initialNetworkWeights, networkOutputs } from "@tutti/learning"
import { type Network, type NetworkLayer, placeLayers, sizeOf } from "@tutti/protocol"
import { encodeInputs, encodeWeights, planInference, runPlain } from "@tutti/smpc"
import fc from "fast-check"
import { describe, expect, test } from "vitest"

/* What is computed on shares, held against the network in floats, which is written by itself and held against tfjs. */

const FRACTION_BITS = 11
const IMAGES = 2

const layer = fc.oneof<fc.Arbitrary<NetworkLayer>[]>(
  fc.record({
    kind: fc.constant("conv2d" as const),
    filters: fc.integer({ min: 1, max: 4 }),
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.constantFrom("valid" as const, "same" as const),
  }),
  fc.record({
    kind: fc.constantFrom("max-pool" as const, "average-pool" as const),
    size: fc.integer({ min: 2, max: 5 }),
    stride: fc.integer({ min: 1, max: 6 }),
  }),
  fc.constant({ kind: "relu" as const }),
  fc.record({ kind: fc.constant("dense" as const), units: fc.integer({ min: 1, max: 8 }) }),
)
const network = fc
  .record({
    input: fc.record({
      height: fc.integer({ min: 1, max: 11 }),
      width: fc.integer({ min: 1, max: 11 }),
      channels: fc.integer({ min: 1, max: 3 }),
    }),
    hidden: fc.array(layer, { minLength: 1, maxLength: 4 }),
    classes: fc.integer({ min: 2, max: 5 }),
  })
  .map(
    ({ input, hidden, classes }): Network => ({
      input,
      layers: [...hidden, { kind: "dense", units: classes }],
    }),
  )
  .filter((network) => placeLayers(network).ok)

describe("[EI4] a plan computes the network that was declared", () => {
  test("any stack of layers: the scores of the network in floats, but for the digits that are cut", () => {
    fc.assert(
      fc.property(network, fc.nat(1_000), (network, seed) => {
        const planned = planInference({
          network,
          ringBits: 32,
          fractionBits: FRACTION_BITS,
          output: "label",
        })
        if (!planned.ok) throw new Error(planned.code)
        const { plan } = planned
        const weights = initialNetworkWeights(network, seed)
        const images = Float32Array.from({ length: IMAGES * sizeOf(network.input) }, (_, at) =>
          Math.sin(at * (seed + 1)),
        )
        const [words, inputs] = [encodeWeights(plan, weights), encodeInputs(plan, images)]
        if (!words.ok || !inputs.ok) throw new Error("encoded")
        const ran = runPlain(plan, words.words, inputs.words)
        if (!ran.ok) throw new Error(ran.code)
        const { scores } = networkOutputs(network, weights, images)
        const largest = Math.max(1, ...scores.map(Math.abs))
        for (const [at, score] of scores.entries())
          expect(Math.abs((ran.scores[at] ?? Number.NaN) / 4 ** FRACTION_BITS - score)).toBeLessThan(
            0.02 * largest,
          )
      }),
      { numRuns: 120 },
    )
  })
})
