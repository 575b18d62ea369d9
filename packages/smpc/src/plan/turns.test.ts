import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { MLP, planOf } from "../scenarios/networks.ts"
import type { Round } from "../sharing/cost.ts"
import { batchCost } from "./cost.ts"
import { turnsOf } from "./turns.ts"

/** Rounds in which both speak, or party 0 alone. */
const anyRounds = fc.array(
  fc.record({ first: fc.integer({ min: 1, max: 9 }), second: fc.integer({ min: 0, max: 9 }) }),
  { maxLength: 20 },
)
const roundsOf = (lengths: readonly { first: number; second: number }[]): Round[] =>
  lengths.map(({ first, second }) => ({ opened: "masked value", bits: 0, bytes: [first, second] }))
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

describe("[EI9] a party says all that it can before it must hear", () => {
  test("all is said, nothing twice, and no frame is empty", () => {
    fc.assert(
      fc.property(anyRounds, (lengths) => {
        const { frames } = turnsOf(roundsOf(lengths))
        const bytes = frames.map((said) => said.map((frame) => frame.bytes))
        expect(bytes.map(total)).toEqual([
          total(lengths.map(({ first }) => first)),
          total(lengths.map(({ second }) => second)),
        ])
        expect(bytes.flat().every((length) => length > 0)).toBe(true)
      }),
    )
  })

  test("nobody waits longer than if both spoke in every round", () => {
    fc.assert(
      fc.property(anyRounds, (lengths) => {
        expect(turnsOf(roundsOf(lengths)).ways).toBeLessThanOrEqual(Math.max(lengths.length, 1))
      }),
    )
  })

  test("where both speak in every round, a frame is a round", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), (count) => {
        const { frames, ways } = turnsOf(roundsOf(Array(count).fill({ first: 3, second: 2 })))
        expect(frames.map((said) => said.map(({ bytes }) => bytes))).toEqual([
          Array(count).fill(3),
          Array(count).fill(2),
        ])
        expect(ways).toBe(count)
      }),
    )
  })

  test("784-500-10 with a score: twelve rounds in eleven frames, six of party 0 and five of party 1", () => {
    const plan = planOf({ network: MLP, ringBits: 32, fractionBits: 11, output: "score" })
    const { frames, ways } = turnsOf(batchCost(plan, 50).rounds)
    expect(frames.map((said) => said.map(({ opens }) => opens))).toEqual([
      [
        ["masked input", "masked value"],
        ["masked digit bits", "masked digit bits"],
        ["masked sign", "masked input", "masked value"],
        ["masked digit bits", "masked digit bits"],
        ["masked comparisons", "masked labels and winners"],
        ["masked hit"],
      ],
      [
        ["masked value", "masked digit bits"],
        ["masked digit bits", "masked sign"],
        ["masked value", "masked digit bits"],
        ["masked digit bits", "masked comparisons"],
        ["masked labels and winners", "masked hit"],
      ],
    ])
    expect(ways).toBe(11)
  })
})
