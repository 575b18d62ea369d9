import { type Layer, ModelSpec } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { initialWeights } from "./initial-weights.ts"
import { outputCount, parameterCount, parameterLayout } from "./layout.ts"
import { creditNetwork, linearRegression, logisticRegression } from "./templates.ts"

const hidden: fc.Arbitrary<Layer> = fc.oneof(
  fc.record({
    kind: fc.constant("dense" as const),
    units: fc.integer({ min: 1, max: 9 }),
    activation: fc.constantFrom("linear", "relu", "tanh", "sigmoid"),
  }),
  fc.record({ kind: fc.constant("dropout" as const), rate: fc.constantFrom(0, 0.2, 0.5) }),
)
const model = fc.record({
  inputs: fc.integer({ min: 1, max: 9 }),
  layers: fc
    .tuple(fc.array(hidden, { maxLength: 5 }), fc.integer({ min: 1, max: 4 }))
    .map(([layers, units]): Layer[] => [...layers, { kind: "dense", units, activation: "linear" }]),
  loss: fc.constantFrom("softmax-cross-entropy" as const, "mean-squared-error" as const),
})
const seed = fc.integer({ min: 0, max: 0xffff_ffff })

describe("parameterLayout", () => {
  test("the parameters follow each other without gap, in as many entries as are counted", () => {
    fc.assert(
      fc.property(model, (spec) => {
        let end = 0
        for (const { offset, size, shape } of parameterLayout(spec)) {
          expect(offset).toBe(end)
          expect(size).toBe(shape.reduce((product, length) => product * length, 1))
          end += size
        }
        expect(end).toBe(parameterCount(spec))
      }),
    )
  })

  test("a kernel takes what the layer below gives, whatever dropout lies between", () => {
    const spec = creditNetwork(0.2)
    expect(parameterLayout(spec).map(({ name, shape }) => `${name} ${shape.join("×")}`)).toEqual([
      "dense_1/kernel 42×30",
      "dense_1/bias 30",
      "dense_2/kernel 30×20",
      "dense_2/bias 20",
      "dense_3/kernel 20×10",
      "dense_3/bias 10",
      "dense_4/kernel 10×5",
      "dense_4/bias 5",
      "dense_5/kernel 5×2",
      "dense_5/bias 2",
    ])
  })
})

describe("initialWeights", () => {
  test("one seed gives one set of weights, another seed another", () => {
    fc.assert(
      fc.property(model, seed, seed, (spec, one, other) => {
        const weights = initialWeights(spec, one)
        expect(weights).toHaveLength(parameterCount(spec))
        expect(initialWeights(spec, one)).toEqual(weights)
        if (one !== other) expect(initialWeights(spec, other)).not.toEqual(weights)
      }),
    )
  })

  test("biases are 0; a kernel keeps the variance that its paper asks for", () => {
    const spec: ModelSpec = {
      inputs: 60,
      layers: [
        { kind: "dense", units: 200, activation: "relu" },
        { kind: "dense", units: 100, activation: "tanh" },
      ],
      loss: "mean-squared-error",
    }
    const weights = initialWeights(spec, 11)
    const [relu, reluBias, tanh, tanhBias] = parameterLayout(spec).map(({ offset, size }) =>
      weights.subarray(offset, offset + size),
    )
    expect([...(reluBias ?? []), ...(tanhBias ?? [])].every((bias) => bias === 0)).toBe(true)
    const variance = (values = new Float32Array()) =>
      values.reduce((sum, value) => sum + value ** 2, 0) / values.length
    // He et al. 2015, equation 10: 2 / inputs. Glorot and Bengio 2010, equation 12: 2 / (inputs + units).
    expect(variance(relu) / (2 / 60)).toBeCloseTo(1, 1)
    expect(variance(tanh) / (2 / 300)).toBeCloseTo(1, 1)
  })
})

describe("templates", () => {
  test("are what the protocol accepts", () => {
    for (const spec of [creditNetwork(), creditNetwork(0.2), logisticRegression(42, 2), linearRegression(13)])
      expect(ModelSpec.parse(spec)).toEqual(spec)
  })

  test("the credit network is 42-30-20-10-5-2", () => {
    expect(parameterCount(creditNetwork())).toBe(
      42 * 30 + 30 + 30 * 20 + 20 + 20 * 10 + 10 + 10 * 5 + 5 + 5 * 2 + 2,
    )
    expect(outputCount(creditNetwork(0.2))).toBe(2)
  })

  test("the regressions are one layer", () => {
    expect(parameterCount(logisticRegression(42, 2))).toBe(43 * 2)
    expect(parameterCount(linearRegression(13))).toBe(14)
  })
})
