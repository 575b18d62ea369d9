import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { MLP, NETWORK2, planOf, TINY } from "../scenarios/networks.ts"
import { batchCost, weightBytes } from "./cost.ts"
import { type InferenceOutput, planInference } from "./plan.ts"

const page = readFileSync(new URL("../../../../docs/encrypted-inference.md", import.meta.url), "utf8")
const table = page.split("## What is opened")[1]?.split("To the client:")[0] ?? ""
const documented = [...table.matchAll(/^\| (masked [a-z ]+) \|/gm)].map(([, name]) => name)

const design = (network: typeof MLP, output: InferenceOutput) =>
  ({ network, ringBits: 32, fractionBits: 11, output }) as const

describe("[EI2] the page lists what is opened, and nothing else is", () => {
  test("every kind of round of every output, and the weights", () => {
    const opened = new Set<string>(["masked weights"])
    for (const network of [MLP, NETWORK2, TINY])
      for (const output of ["label", "scores", "score"] as const)
        for (const round of batchCost(planOf(design(network, output)), 1).rounds) opened.add(round.opened)
    expect(new Set(documented)).toEqual(opened)
    expect(documented).toHaveLength(opened.size)
  })

  test("784-500-10 with a score, round by round", () => {
    const plan = planOf(design(MLP, "score"))
    expect(batchCost(plan, 1).rounds.map(({ opened, bits }) => [opened, bits])).toEqual([
      ["masked input", 784 * 32],
      ["masked value", 500 * 32],
      // Five digits: of the first three "equal" and two "less", of the last two one each; then one each.
      ["masked digit bits", 500 * 7],
      ["masked digit bits", 500 * 2],
      ["masked sign", 500],
      ["masked input", 500 * 32],
      ["masked value", 45 * 32],
      // Eight digits: five bits, five bits, two; then three, of which the last is not asked for "equal".
      ["masked digit bits", 45 * 12],
      ["masked digit bits", 45 * 4],
      ["masked comparisons", 45],
      ["masked labels and winners", 20],
      ["masked hit", 1],
    ])
    expect(weightBytes(plan)).toBe(4 * (784 * 500 + 500 * 10))
  })
})

describe("a network that cannot be computed is refused", () => {
  const dense = (units: number) => ({ kind: "dense", units }) as const
  const input = { height: 2, width: 2, channels: 1 }

  test.each([
    ["one class", { network: { input, layers: [dense(1)] } }],
    ["more classes than are compared", { network: { input, layers: [dense(65)] } }],
    ["no fraction bits", { fractionBits: 0 }],
    ["half a fraction bit", { fractionBits: 1.5 }],
    ["more fraction bits than a product leaves room for", { fractionBits: 15 }],
  ])("%s", (_, change) => {
    expect(planInference({ ...design(TINY, "label"), ...change })).toEqual({ ok: false, code: "E_IN_PLAN" })
  })

  test("a pool larger than its image, by its place", () => {
    const layers = [{ kind: "max-pool", size: 3, stride: 1 } as const, dense(2)]
    expect(planInference(design({ input, layers }, "label"))).toEqual({
      ok: false,
      code: "E_IN_PLAN",
      layer: 0,
    })
  })

  test.each<[number, number[]]>([
    [6, [2, 3, 4, 8]],
    [8, [2, 3, 4, 5, 6, 8, 16]],
    [11, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16]],
  ])(
    "averages that %i digits do not tell, by their place: all but those of sides %j",
    (fractionBits, told) => {
      const image = { height: 16, width: 16, channels: 1 }
      const sides = Array.from({ length: 15 }, (_, at) => at + 2)
      const planned = (size: number) => {
        const layers = [
          { kind: "relu" } as const,
          { kind: "average-pool", size, stride: 1 } as const,
          dense(2),
        ]
        return planInference({ ...design({ input: image, layers }, "label"), fractionBits })
      }
      expect(sides.filter((size) => planned(size).ok)).toEqual(told)
      for (const size of sides.filter((side) => !told.includes(side)))
        expect(planned(size)).toEqual({ ok: false, code: "E_IN_PLAN", layer: 1 })
    },
  )

  test("a ReLU before maxima is computed after them, through two pools", () => {
    const pool = { kind: "max-pool", size: 2, stride: 1 } as const
    const layers = [{ kind: "relu" } as const, pool, pool, dense(2)]
    const plan = planOf(design({ input: { height: 4, width: 4, channels: 1 }, layers }, "label"))
    expect(plan.steps.map(({ kind }) => kind)).toEqual(["max-pool", "max-pool", "rectify", "linear"])
  })

  test("what stands between two products is cut, once", () => {
    const average = { kind: "average-pool", size: 2, stride: 1 } as const
    const plan = planOf(design({ input, layers: [average, dense(4), dense(2)] }, "scores"))
    expect(plan.steps.map(({ kind }) => kind)).toEqual([
      "average-pool",
      "truncate",
      "linear",
      "truncate",
      "linear",
      "truncate",
    ])
  })
})
