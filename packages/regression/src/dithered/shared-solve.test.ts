import { nobleSuite, webRandom } from "@tutti/crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import vectors from "../../vectors/boston.json" with { type: "json" }
import type { RegressionDesign } from "../design.ts"
import { integerFromBytes } from "../field/field.ts"
import { regressionTable } from "../inference/regression-table.ts"
import { openedValues } from "../opened/opened-values.ts"
import { BOSTON_NAMES, bostonColumns, designOf, rowsOf } from "../scenarios/boston.ts"
import { expectOracle } from "../scenarios/oracle.ts"
import { splitRows, statisticsOf } from "../scenarios/owners.ts"
import { type SharedSolve, solveOnShares, unsafeRandom } from "../scenarios/shared-solve.ts"
import type { Estimates } from "../solve/estimates.ts"
import { solveAggregate } from "../solve/solve-aggregate.ts"
import { combineStatistics, type RegressionRows } from "../statistics/sufficient-statistics.ts"
import { dealMaterial, openMaterial } from "./material.ts"
import { settingOf } from "./stage.ts"

const partsOf = (design: RegressionDesign, rows: RegressionRows, owners: number) =>
  splitRows(rows, owners, (row) => row % owners).map((part) => statisticsOf(design, part))

function estimatesIn({ solved }: SharedSolve): Estimates {
  if (!solved?.ok) throw new Error(solved?.code ?? "refused")
  return solved.estimates
}

/** A small design with some noise in it: y = 2 + 3a − b + …, whole numbers. */
const a = Array.from({ length: 24 }, (_, row) => (7 * row) % 11)
const b = Array.from({ length: 24 }, (_, row) => (5 * row) % 13)
const y = a.map((value, row) => 2 + 3 * value - (b[row] ?? 0) + ((row * row) % 5))
const small = designOf(["a", "b", "y"], [a, b, y])
const smallRows = rowsOf([a, b, y])

describe("the Boston oracle on shares", () => {
  test("four owners, each a party: the table within the bars, in five rounds and at most 130 KB a party", async () => {
    const columns = bostonColumns()
    const design = designOf(BOSTON_NAMES, columns)
    const run = await solveOnShares(design, partsOf(design, rowsOf(columns), 4))
    expectOracle(regressionTable(design, estimatesIn(run)), vectors.plain)
    expect(run.frames).toHaveLength(5)
    const bytes = run.frames.reduce((sum, [frame]) => sum + (frame?.length ?? 0), 0)
    expect(bytes).toBeLessThanOrEqual(130_000)
  })

  test("scaled columns, two parties that hold shares of four owners' sums", async () => {
    const columns = bostonColumns(vectors.scaledChecks.scales)
    const design = designOf(BOSTON_NAMES, columns)
    const run = await solveOnShares(design, partsOf(design, rowsOf(columns), 4), { parties: 2 })
    expectOracle(regressionTable(design, estimatesIn(run)), vectors.scaled)
  })
})

describe("[RG2] a solve on shares finds what the opened sums would give", () => {
  const weights = a.map((_, row) => 1 + (row % 4))
  const variants: [string, Partial<RegressionDesign>, RegressionRows][] = [
    ["plain", {}, smallRows],
    ["without an intercept", { intercept: "none" }, smallRows],
    ["with fixed effects", { intercept: "by-owner" }, smallRows],
    ["with weights", { weight: { name: "w", largest: 4 } }, { ...smallRows, weights }],
    ["with a ridge", { ridgePenalty: 0.5 }, smallRows],
  ]
  test.each(variants)("%s", async (_, changes, rows) => {
    const design = { ...small, ...changes }
    const parts = partsOf(design, rows, 3)
    const aggregate = solveAggregate(design, combineStatistics(parts))
    if (!aggregate.ok) throw new Error(aggregate.code)
    const shared = estimatesIn(await solveOnShares(design, parts))
    const truth = aggregate.estimates
    // Half a dither of each of three parties, over bounds that are wide for these few rows.
    const within = (one: number, other: number) =>
      expect(Math.abs(one - other)).toBeLessThan(1e-8 * Math.max(1, Math.abs(other)))
    for (const [index, value] of truth.coefficients.entries())
      within(shared.coefficients[index] ?? Number.NaN, value)
    for (const [index, value] of (truth.inverseDiagonal ?? []).entries())
      within(shared.inverseDiagonal?.[index] ?? Number.NaN, value)
    expect(shared.inverseDiagonal === null).toBe(truth.inverseDiagonal === null)
    within(shared.residualSum, truth.residualSum)
    within(shared.totalSum, truth.totalSum)
    expect([shared.rows, shared.absorbed]).toEqual([truth.rows, truth.absorbed])
  })

  test("whoever holds which rows: under the same dice, the very same numbers are opened", async () => {
    const dice = () => ({ random: unsafeRandom("the same dice") })
    const truth = (await solveOnShares(small, partsOf(small, smallRows, 3), dice())).finished
    const owner = fc.integer({ min: 0, max: 2 })
    // Everybody has a row.
    const holders = fc.array(owner, { minLength: 21, maxLength: 21 }).map((rest) => [2, 0, 1, ...rest])
    await fc.assert(
      fc.asyncProperty(holders, async (holders) => {
        const parts = splitRows(smallRows, 3, (row) => holders[row] ?? 0).map((part) =>
          statisticsOf(small, part),
        )
        expect((await solveOnShares(small, parts, dice())).finished).toEqual(truth)
      }),
      { numRuns: 8, seed: 3 },
    )
  })

  test("1e6 beside 1e-3 stays within 1e-7 without scaling by hand", async () => {
    const large = a.map((value, row) => 1e6 + 1e5 * value + row)
    const tiny = b.map((value) => (value * Math.SQRT2) / 1000)
    const design = designOf(["large", "tiny", "y"], [large, tiny, y])
    const parts = partsOf(design, rowsOf([large, tiny, y]), 2)
    const aggregate = solveAggregate(design, combineStatistics(parts))
    if (!aggregate.ok) throw new Error(aggregate.code)
    const shared = regressionTable(design, estimatesIn(await solveOnShares(design, parts)))
    for (const [index, { coef, stdErr }] of regressionTable(design, aggregate.estimates).terms.entries())
      expect(Math.abs((shared.terms[index]?.coef ?? 0) - coef) / (stdErr ?? 0)).toBeLessThan(1e-7)
  })
})

describe("[RG3] a changed share is detected and nothing more is said", () => {
  const statistics = partsOf(small, smallRows, 3)
  const flipped = (frame: Uint8Array<ArrayBuffer>, at: number) => frame.with(at, (frame[at] ?? 0) ^ 1)
  // The first share stands after the header, and from round 2 on after two tags.
  const firstShare = (round: number, bytes: number) => 34 + (round === 1 ? 0 : 2 * bytes)

  test.each([1, 2, 3, 4, 5])("in round %i, towards everybody or towards one", async (round) => {
    for (const victims of [[1, 2], [2]]) {
      const run = await solveOnShares(small, statistics, {
        deliver: (frame, now, sender, receiver) =>
          now === round && sender === 0 && victims.includes(receiver)
            ? flipped(frame, firstShare(round, settingOf(small)?.parameters.field.bytes ?? 0))
            : frame,
      })
      // An input is whatever its owner says; but all must hear the same, and round 2 shows whether they did.
      expect(run.frames).toHaveLength(round === 1 ? 2 : round)
      expect(run.solved).toBeUndefined()
      expect(run.refusals[0]?.code).toBe(round === 1 ? "E_RG_TRANSCRIPT" : "E_RG_SHARE")
      if (round > 1) expect(run.refusals.every(({ party }) => party === 0)).toBe(true)
    }
  })

  test("every part of a frame counts", async () => {
    const honest = await solveOnShares(small, statistics, { random: unsafeRandom("frames") })
    const length = honest.frames[2]?.[0]?.length ?? 0
    for (let at = 0; at < length; at += 47) {
      const run = await solveOnShares(small, statistics, {
        random: unsafeRandom("frames"),
        deliver: (frame, round, sender) => (round === 3 && sender === 1 ? flipped(frame, at) : frame),
      })
      // A tag is read by the party that it is for; the other header fields and the share by everybody.
      expect(run.solved, `byte ${at}`).toBeUndefined()
      expect(run.refusals.length).toBeGreaterThanOrEqual(1)
      expect(
        run.refusals.every(({ code }) => ["E_RG_FRAME", "E_RG_SHARE", "E_RG_TRANSCRIPT"].includes(code)),
      ).toBe(true)
    }
  })

  test("frames of another length, round or party are no frames", async () => {
    for (const change of [
      (frame: Uint8Array<ArrayBuffer>) => frame.slice(1),
      (frame: Uint8Array<ArrayBuffer>) => frame.with(0, 9),
      (frame: Uint8Array<ArrayBuffer>) => frame.with(1, 2),
      (frame: Uint8Array<ArrayBuffer>) => frame.fill(255, 34, 34 + 400),
    ]) {
      const run = await solveOnShares(small, statistics, {
        deliver: (frame, round, sender) => (round === 2 && sender === 0 ? change(frame.slice()) : frame),
      })
      expect(run.refusals).toContainEqual({ code: "E_RG_FRAME", party: 0 })
    }
  })
})

describe("[RG4] refusals open nothing but what they name", () => {
  test("a dependent column is named after the randomised matrix, before any coefficient", async () => {
    const twice = a.map((value) => 2 * value)
    const design = designOf(["a", "b", "twice", "y"], [a, b, twice, y])
    const run = await solveOnShares(design, partsOf(design, rowsOf([a, b, twice, y]), 2))
    expect(run.refusals[0]).toEqual({ code: "E_RG_COLLINEAR", column: "twice", from: ["a"] })
    expect(run.frames).toHaveLength(2)
  })

  test("with fixed effects, whose sums are rounded, a dependent column is known once its variance is", async () => {
    const thrice = a.map((value) => 3 * value)
    const design = designOf(["a", "b", "thrice", "y"], [a, b, thrice, y], { intercept: "by-owner" })
    const run = await solveOnShares(design, partsOf(design, rowsOf([a, b, thrice, y]), 5))
    expect(run.refusals[0]).toMatchObject({ code: "E_RG_COLLINEAR", column: "thrice" })
    expect(run.solved).toBeUndefined()
  })

  test("a constant column likewise", async () => {
    const five = a.map(() => 5)
    const design = designOf(["a", "five", "y"], [a, five, y])
    const run = await solveOnShares(design, partsOf(design, rowsOf([a, five, y]), 2))
    expect(run.refusals[0]).toEqual({ code: "E_RG_CONSTANT", column: "five" })
  })

  test("too few rows are known from their number alone", async () => {
    const rows = rowsOf([a, b, y].map((cells) => cells.slice(0, 3)))
    const run = await solveOnShares(small, partsOf(small, rows, 2))
    expect(run.refusals).toEqual([{ code: "E_RG_ROWS" }, { code: "E_RG_ROWS" }])
    expect(run.frames).toHaveLength(1)
  })
})

describe("[RG5] what is opened", () => {
  test("is the list that the consent shows, in number and in order", async () => {
    const { frames, setting } = await solveOnShares(small, partsOf(small, smallRows, 2))
    const elements = frames.map(
      ([frame], round) =>
        ((frame?.length ?? 0) - 34) / setting.parameters.field.bytes - (round === 0 ? 0 : 1),
    )
    const counted = openedValues(small, "coefficients").reduce((sum, { count }) => sum + count, 0)
    // The zeros of the absorbed intercepts and of the weights are inputs without a value here.
    expect(elements.reduce((sum, count) => sum + count, 0)).toBe(counted + 2)
  })

  test("is uniform, or below its printed digits: the low bytes of all of it but the counts, in 60 runs on the same rows", async () => {
    const statistics = partsOf(small, smallRows, 2)
    const random = unsafeRandom("uniformity")
    const bins = () => new Array<number>(256).fill(0)
    const counts = {
      inputs: bins(),
      matrix: bins(),
      masked: bins(),
      noise: bins(),
      probe: bins(),
      magnitude: bins(),
      coefficients: bins(),
      dithered: bins(),
      sums: bins(),
    }
    const count = (into: number[], element: bigint, bytes = 16) => {
      for (let place = 0n; place < bytes; place++) {
        const byte = Number(BigInt.asUintN(8, element >> (8n * place)))
        into[byte] = (into[byte] ?? 0) + 1
      }
    }
    for (let run = 0; run < 60; run++) {
      const { frames, finished, setting } = await solveOnShares(small, statistics, { random })
      const { bytes } = setting.parameters.field
      const elements = (frame = new Uint8Array(0)) =>
        Array.from({ length: (frame.length - 34) / bytes }, (_, index) =>
          integerFromBytes(frame.subarray(34 + bytes * index, 34 + bytes * (index + 1))),
        )
      for (const element of elements(frames[0]?.[0])) count(counts.inputs, element)
      for (const element of elements(frames[1]?.[1])) count(counts.matrix, element)
      if (finished === undefined) throw new Error("refused")
      const { probe } = finished
      for (const value of finished.masked) count(counts.masked, value)
      for (const value of finished.noise) count(counts.noise, value)
      for (const value of [...probe.row, probe.quotient, probe.square]) count(counts.probe, value)
      count(counts.magnitude, finished.magnitude)
      // Published with eight bits below the dither.
      for (const value of finished.coefficients) count(counts.coefficients, value, 1)
      for (const value of [finished.residualOpened, finished.totalOpened]) count(counts.sums, value)
      for (const value of finished.inverseOpened) count(counts.dithered, value)
    }
    for (const [what, bins] of Object.entries(counts)) {
      const total = bins.reduce((sum, bin) => sum + bin, 0)
      const square = bins.reduce((sum, bin) => sum + (bin - total / 256) ** 2 / (total / 256), 0)
      // χ² with 255 degrees of freedom: 99.99 % lie below 346, 0.01 % below 178.
      expect(square, what).toBeGreaterThan(178)
      expect(square, what).toBeLessThan(346)
    }
  })

  test("differs from run to run in its dithers only: why a session keeps its one result", async () => {
    const statistics = partsOf(small, smallRows, 2)
    const runs = [await solveOnShares(small, statistics), await solveOnShares(small, statistics)]
    const [one, other] = runs.map((run) => run.finished)
    expect(one?.magnitude).not.toBe(other?.magnitude)
    expect(one?.coefficients).not.toEqual(other?.coefficients)
  })
})

describe("[RG6] material", () => {
  const setting = settingOf(small)
  if (setting === undefined) throw new Error("the design's bounds are too wide")
  const { parameters } = setting

  test("serves one run: taking it twice is a bug", async () => {
    const [bytes = new Uint8Array(0)] = await dealMaterial(parameters, 2, webRandom, nobleSuite)
    const material = await openMaterial(parameters, 2, 0, bytes, nobleSuite)
    material?.take()
    expect(() => material?.take()).toThrow("used")
    expect(JSON.stringify(material)).toBe('"[material]"')
  })

  test("is opened by the party it was dealt to, whole", async () => {
    const [first = new Uint8Array(0), second = new Uint8Array(0)] = await dealMaterial(
      parameters,
      2,
      webRandom,
      nobleSuite,
    )
    expect(await openMaterial(parameters, 2, 0, second, nobleSuite)).toBeUndefined()
    expect(await openMaterial(parameters, 2, 0, first.slice(1), nobleSuite)).toBeUndefined()
    expect(await openMaterial(parameters, 2, 0, first.slice().fill(255, 32), nobleSuite)).toBeUndefined()
  })

  test("holds products of random values: R · U, Q · u and their factor", async () => {
    const dealt = await dealMaterial(parameters, 3, webRandom, nobleSuite)
    const opened = await Promise.all(
      dealt.map((bytes, party) => openMaterial(parameters, 3, party, bytes, nobleSuite)),
    )
    const materials = opened.flatMap((one) => (one ? [one.take()] : []))
    const value = (index: number) =>
      materials.reduce((sum, { shares }) => sum + (shares[index] ?? 0n), 0n) % parameters.field.modulus
    const { layout } = setting
    const { modulus } = parameters.field
    const row = [0, 1, 2].map((inner) => value(layout.randomiser + inner))
    const mask = [0, 1, 2].map((inner) => value(layout.masks + inner))
    const product = row.reduce((sum, entry, inner) => sum + entry * (mask[inner] ?? 0n), 0n)
    expect(product % modulus).toBe(value(layout.randomisedMask))
    expect(value(layout.zeros)).toBe(0n)
    // Tags: key · share + pad, for every pair of parties.
    for (const [prover, { shares, tags }] of materials.entries())
      for (const [checker, { key, pads }] of materials.entries())
        if (prover !== checker)
          expect(tags[checker]?.[5]).toBe((key * (shares[5] ?? 0n) + (pads[prover]?.[5] ?? 0n)) % modulus)
  })
})
