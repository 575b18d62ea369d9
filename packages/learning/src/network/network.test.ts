import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { someImages, someNetworkWeights, variedNetwork } from "../testing/networks.ts"
import { digitNetwork } from "./digit-networks.ts"
import { labelsOf, networkOutputs } from "./forward.ts"
import { chooseFraction, largestSum } from "./fraction.ts"
import { initialNetworkWeights } from "./initial-network-weights.ts"

describe("a network in plain loops", () => {
  test("by hand: a convolution, the largest of its places, relu, scores", () => {
    const network = {
      input: { height: 3, width: 3, channels: 1 },
      layers: [
        { kind: "conv2d", filters: 1, kernel: 2, stride: 1, padding: "valid" },
        { kind: "max-pool", size: 2, stride: 1 },
        { kind: "relu" },
        { kind: "dense", units: 2 },
      ] as const,
    }
    // Kernel [[1, 0], [0, −1]], bias 0.5: the places give −3.5, −3.5, −3.5, 0.5; the largest is 0.5.
    const weights = Float32Array.of(1, 0, 0, -1, 0.5, 2, -4, 1, 3)
    const images = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 5)
    expect(networkOutputs(network, weights, images)).toEqual({
      scores: Float64Array.of(2 * 0.5 + 1, -4 * 0.5 + 3),
      largest: 3.5,
    })
  })

  test("every image by itself", () => {
    const weights = someNetworkWeights(variedNetwork, 1)
    const images = someImages(variedNetwork, 3, 2)
    const size = images.length / 3
    const together = [...networkOutputs(variedNetwork, weights, images).scores]
    const apart = [0, 1, 2].flatMap((at) => [
      ...networkOutputs(variedNetwork, weights, images.slice(at * size, (at + 1) * size)).scores,
    ])
    expect(together).toEqual(apart)
  })

  test("the first of equal scores names the label", () => {
    expect([...labelsOf([1, 3, 3, 2, 2, 2, -1, -2, -1], 3)]).toEqual([1, 0, 0])
  })

  test("lengths that do not fit are refused", () => {
    const weights = initialNetworkWeights(variedNetwork, 1)
    expect(() => networkOutputs(variedNetwork, weights, new Float32Array(145))).toThrow(RangeError)
    expect(() => networkOutputs(variedNetwork, weights.slice(1), new Float32Array(144))).toThrow(RangeError)
  })

  test("the same seed begins with the same weights, another with others, within He's limit", () => {
    const network = digitNetwork("network2")
    const one = initialNetworkWeights(network, 1)
    expect(
      Buffer.compare(Buffer.from(one.buffer), Buffer.from(initialNetworkWeights(network, 1).buffer)),
    ).toBe(0)
    expect(one[0]).not.toBe(initialNetworkWeights(network, 2)[0])
    const limit = Math.sqrt(6 / 25)
    expect(one.subarray(0, 25 * 16).every((weight) => Math.abs(weight) <= limit)).toBe(true)
  })
})

describe("[EI11] digits after the point", () => {
  test("as many as leave room for four times the largest sum, at most eleven", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60_000, noNaN: true }), (largest) => {
        const fraction = chooseFraction(largest)
        if (fraction === undefined) throw new Error("there is room")
        expect(4 * largest).toBeLessThan(largestSum(fraction))
        if (fraction < 11) expect(4 * largest).toBeGreaterThanOrEqual(largestSum(fraction + 1))
      }),
    )
  })

  test("the limits of the design: below 256 with eleven, below 1024 with ten", () => {
    expect([63.9, 64, 255.9, 256].map(chooseFraction)).toEqual([11, 10, 10, 9])
  })

  test("a model that leaves no room has no fraction", () => {
    expect(chooseFraction(2 ** 16)).toBeUndefined()
    expect(chooseFraction(Number.NaN)).toBeUndefined()
  })
})
