import type { Network, NetworkLayer } from "@tutti/protocol"
import fc from "fast-check"
import { type InferenceDesign, type InferenceOutput, type Plan, planInference } from "../plan/plan.ts"
import { wordsOf } from "../sharing/numbers.ts"
import type { Words } from "../sharing/ring.ts"

/** A plan that is known to be one. @throws {Error} with the refusal's code */
export function planOf(design: InferenceDesign): Plan {
  const planned = planInference(design)
  if (!planned.ok) throw new Error(planned.code)
  return planned.plan
}

const DIGITS = { height: 28, width: 28, channels: 1 }

/** 784-500-10 */
export const MLP: Network = {
  input: DIGITS,
  layers: [{ kind: "dense", units: 500 }, { kind: "relu" }, { kind: "dense", units: 10 }],
}

const convolution = { kind: "conv2d", filters: 16, kernel: 5, stride: 1, padding: "valid" } as const
const halving = { kind: "max-pool", size: 2, stride: 2 } as const

/** Two convolutions and two dense layers. @see Liu et al. 2017, "MiniONN" */
export const NETWORK2: Network = {
  input: DIGITS,
  layers: [
    ...([convolution, { kind: "relu" }, halving] as const),
    ...([convolution, { kind: "relu" }, halving] as const),
    { kind: "dense", units: 100 },
    { kind: "relu" },
    { kind: "dense", units: 10 },
  ],
}

/** A small table's: for whatever runs ten thousand times. */
export const TINY: Network = {
  input: { height: 1, width: 3, channels: 1 },
  layers: [{ kind: "dense", units: 2 }, { kind: "relu" }, { kind: "dense", units: 3 }],
}

const layer = fc.oneof<fc.Arbitrary<NetworkLayer>[]>(
  fc.record({ kind: fc.constant("dense" as const), units: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    kind: fc.constant("conv2d" as const),
    filters: fc.integer({ min: 1, max: 3 }),
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.constantFrom("valid" as const, "same" as const),
  }),
  fc.record({
    kind: fc.constantFrom("max-pool" as const, "average-pool" as const),
    size: fc.integer({ min: 2, max: 3 }),
    // Below the size windows overlap, above it they leave pixels out.
    stride: fc.integer({ min: 1, max: 4 }),
  }),
  fc.constant({ kind: "relu" as const }),
)

/** Any stack of the layers that there are, of a shape that fits, ending in scores. */
export const anyPlan = (ringBits: 32 | 64, outputs: readonly InferenceOutput[]): fc.Arbitrary<Plan> =>
  fc
    .record({
      input: fc.record({
        height: fc.integer({ min: 1, max: 7 }),
        width: fc.integer({ min: 1, max: 7 }),
        channels: fc.integer({ min: 1, max: 3 }),
      }),
      hidden: fc.array(layer, { maxLength: 4 }),
      classes: fc.integer({ min: 2, max: 12 }),
      output: fc.constantFrom(...outputs),
      fractionBits: fc.integer({ min: 4, max: 8 }),
    })
    .map(({ input, hidden, classes, output, fractionBits }) =>
      planInference({
        network: { input, layers: [...hidden, { kind: "dense", units: classes }] },
        ringBits,
        fractionBits,
        output,
      }),
    )
    .filter((planned) => planned.ok)
    .map((planned) => {
      if (!planned.ok) throw new Error("filtered")
      return planned.plan
    })

/** Whole numbers below a magnitude, as elements. */
export const elements = (plan: Plan, count: number, magnitude: number): fc.Arbitrary<Words> =>
  fc
    .array(fc.integer({ min: -magnitude, max: magnitude }), { minLength: count, maxLength: count })
    .map((numbers) => wordsOf(plan.ring, Float64Array.from(numbers)))
