import { describe, expect, test } from "vitest"
import { designOf, rowsOf } from "../scenarios/boston.ts"
import { splitRows, statisticsOf } from "../scenarios/owners.ts"
import { solveOnShares } from "../scenarios/shared-solve.ts"
import { informationOf } from "./information.ts"
import { PRINTED_BITS, solveParameters } from "./parameters.ts"
import { advance, type Stage, settingOf } from "./stage.ts"

const x = Array.from({ length: 20 }, (_, row) => (7 * row) % 11)
const y = x.map((value, row) => 3 * value + ((row * row) % 5))
const design = designOf(["x", "y"], [x, y])
const setting = settingOf(design)
if (setting === undefined) throw new Error("the design's bounds are too wide")
const { parameters } = setting

test("a magnitude sample that is too small asks for another try, and nothing has been opened by then", () => {
  const stage: Stage & { round: 3 } = {
    round: 3,
    counts: { rows: 20n, absorbed: 0n, weight: 20n },
    scale: {
      coefficientBits: [],
      inverseBits: [],
      publishedBits: 0,
      perSum: { numerator: 1n, denominator: 1n },
    },
    masked: [],
    noise: [],
    determinant: 1n,
    inverse: [],
    probe: { row: [], quotient: 0n, square: 0n },
  }
  const least = 1n << BigInt(parameters.leastMagnitudeBits)
  expect(advance(setting, stage, [least - 1n, 0n])).toEqual({ ok: false, code: "E_RG_PRECISION" })
  expect(advance(setting, stage, [least, 0n])).toMatchObject({
    ok: true,
    stage: { round: 4, magnitude: least },
  })
  // No honest ρ · det A is so large: it has wrapped around p.
  const most = 1n << BigInt(parameters.mostMagnitudeBits)
  expect(advance(setting, stage, [most, 0n])).toEqual({ ok: false, code: "E_RG_PRECISION" })
})

test("a column that all but depends on another is named, and no coefficient is published", async () => {
  // z = 2⁴⁰ x ± 1: exact arithmetic could tell them apart, the opened bits could not.
  const z = x.map((value, row) => value * 2 ** 40 + (row % 3) - 1)
  const near = designOf(["x", "z", "y"], [x, z, y])
  const parts = splitRows(rowsOf([x, z, y]), 2, (row) => row % 2).map((part) => statisticsOf(near, part))
  const { refusals, solved } = await solveOnShares(near, parts)
  expect(refusals[0]).toEqual({ code: "E_RG_COLLINEAR", column: "z", from: ["x"] })
  expect(solved).toBeUndefined()
})

describe("the parameters", () => {
  test("leave room for everything that is opened", () => {
    const { field, determinantBits, factorBits, ditherBits, leastMagnitudeBits } = parameters
    // det A ≤ (N) · (N · 16²) for a bound of 16 on x and N = 32 rows.
    expect(determinantBits).toBe(5 + 5 + 8)
    expect(factorBits).toBe(466)
    expect(leastMagnitudeBits).toBe(18 - 256 + 466)
    expect(ditherBits).toBeGreaterThanOrEqual(determinantBits + factorBits + 1024 + 1 + 16)
    expect(field.prime.bits).toBeGreaterThan(ditherBits + PRINTED_BITS + 64 + 2)
  })

  test("there are none for bounds beyond the largest prime", () => {
    const wide = { name: "x", encoding: { kind: "decimal", digits: 6 }, bound: 2 ** 28 } as const
    const features = Array.from({ length: 40 }, (_, index) => ({ ...wide, name: `x${index}` }))
    expect(solveParameters({ ...design, features, mostRows: 2 ** 20 })).toBeUndefined()
  })
})

describe("the information check", () => {
  const binary = (name: string) => ({ name, encoding: { kind: "decimal", digits: 0 }, bound: 1 }) as const

  test("counts what is opened and what stays hidden", () => {
    const { openedBits, hiddenBits, determined } = informationOf(design)
    // Two terms of 2 · 34 + ½ log₂ 32 bits and two sums of 34 + 5; the five moments besides the rows' number.
    expect(openedBits).toBe(Math.ceil(2 * (68 + 2.5) + 2 * 39))
    // Bounds 16 and 64 on x and y: Σx 9, Σy 11, Σx² 13, Σxy 15, Σy² 17 bits.
    expect(hiddenBits).toBe(9 + 11 + 13 + 15 + 17)
    expect(determined).toBe(true)
  })

  test("announces few binary columns, not many fine ones", () => {
    const features = ["a", "b", "c"].map(binary)
    expect(informationOf({ ...design, features, target: binary("y"), mostRows: 512 }).determined).toBe(true)
    const fine = Array.from({ length: 13 }, (_, index) => ({
      name: `x${index}`,
      encoding: { kind: "decimal", digits: 3 } as const,
      bound: 100,
    }))
    expect(informationOf({ ...design, features: fine, mostRows: 512 }).determined).toBe(false)
  })
})
