import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { designOf, rowsOf } from "../scenarios/boston.ts"
import { splitRows, statisticsOf } from "../scenarios/owners.ts"
import { solveOnShares, unsafeRandom } from "../scenarios/shared-solve.ts"
import { dealtValues } from "./dealer.ts"
import { evaluate } from "./linear-form.ts"
import { challengeOf, checkForm, probeForms, probeFrom } from "./probe.ts"
import { settingOf } from "./stage.ts"

const a = Array.from({ length: 24 }, (_, row) => (7 * row) % 11)
const b = Array.from({ length: 24 }, (_, row) => (5 * row) % 13)
const y = a.map((value, row) => 2 + 3 * value - (b[row] ?? 0) + ((row * row) % 5))
const design = designOf(["a", "b", "y"], [a, b, y])
const statistics = splitRows(rowsOf([a, b, y]), 3, (row) => row % 3).map((part) => statisticsOf(design, part))
const setting = settingOf(design)
if (setting === undefined) throw new Error("the design's bounds are too wide")
const { layout, parameters } = setting
const { size, field } = parameters

/** What a dealer deals, with so much added to the values of these places. */
const wrongly =
  (errors: ReadonlyMap<number, bigint>) =>
  (values: readonly bigint[]): bigint[] =>
    values.map((value, place) => (value + (errors.get(place) ?? 0n)) % field.modulus)

/** Every product that is dealt, and the zeros, by the first and the last of their places. */
const products: [string, number, number][] = [
  ["zeros", layout.zeros, 3],
  ["R · U_A", layout.randomisedMask, (size + 1) * size],
  ["Q", layout.scaledRandomiser, (size + 1) * size],
  ["Q · u_b", layout.scaledMask, size + 1],
  ["q · u_b", layout.scaledRight, 2 * size],
  ["u₀²", layout.maskSquare, 2],
]

describe("[G20] a dealer that deals wrong products is found out before a coefficient is opened", () => {
  test.each(products)("%s", async (_, first, count) => {
    for (const place of new Set([first, first + count - 1])) {
      const run = await solveOnShares(design, statistics, { deal: wrongly(new Map([[place, 1n]])) })
      expect(run.refusals).toEqual(statistics.map(() => ({ code: "E_RG_MATERIAL" })))
      expect(run.frames).toHaveLength(3)
      expect(run.solved).toBeUndefined()
    }
  })

  test("whatever errors it deals, and however many of them", () => {
    const places = products.flatMap(([, first, count]) =>
      Array.from({ length: count }, (_, at) => first + at),
    )
    const error = fc.tuple(fc.constantFrom(...places), fc.bigInt({ min: 1n, max: field.modulus - 1n }))
    const honest = dealtValues(parameters, unsafeRandom("an honest dealer"))
    const checked = (values: readonly bigint[], seed: Uint8Array) => {
      const challenge = challengeOf(setting, seed)
      const opened = probeForms(setting, challenge).map(({ terms }) => evaluate(field, terms, values))
      return evaluate(field, checkForm(setting, challenge, probeFrom(setting, opened)).terms, values)
    }
    const seed = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(fc.array(error, { minLength: 1, maxLength: 5 }), seed, (errors, seed) => {
        expect(checked(honest, seed)).toBe(0n)
        expect(checked(wrongly(new Map(errors))(honest), seed)).not.toBe(0n)
      }),
      { numRuns: 50, seed: 7 },
    )
  })

  test("errors that cancel for one challenge do not for another: it must not be foreseen", async () => {
    const foreseen = challengeOf(setting, new Uint8Array(32))
    const honest = dealtValues(parameters, unsafeRandom("a dealer that foresees"))
    // One entry of R · U_A wrong by 1, and that of the sibling's row by −s₀: r* U_A does not tell, for this s.
    const errors = new Map([
      [layout.randomisedMask, 1n],
      [layout.randomisedMask + size * size, field.modulus - (foreseen.rows[0] ?? 0n)],
    ])
    const opened = probeForms(setting, foreseen).map(({ terms }) => evaluate(field, terms, honest))
    const form = checkForm(setting, foreseen, probeFrom(setting, opened))
    expect(evaluate(field, form.terms, wrongly(errors)(honest))).toBe(0n)
    const run = await solveOnShares(design, statistics, { deal: wrongly(errors) })
    expect(run.refusals[0]).toEqual({ code: "E_RG_MATERIAL" })
  })
})

test("[G20] what a dealer may choose changes nothing: the masks of moments' and parties' noise are no part of the table", async () => {
  const free = wrongly(
    new Map([
      [layout.divisorMask, 1n << 900n],
      [layout.coefficientDithers, field.modulus >> 1n],
      [layout.sumDithers, 12345n],
    ]),
  )
  const runs = [
    await solveOnShares(design, statistics),
    await solveOnShares(design, statistics, { deal: free }),
  ]
  const [one, other] = runs.map(({ solved }) => (solved?.ok ? solved.estimates.coefficients : []))
  expect(other).toHaveLength(size)
  for (const [index, value] of (one ?? []).entries())
    expect(Math.abs((other?.[index] ?? Number.NaN) - value)).toBeLessThan(1e-8)
})

test("[G20] what the probe opens is uniform: it differs from run to run in every place", async () => {
  const opened = async (name: string) =>
    (await solveOnShares(design, statistics, { random: unsafeRandom(name) })).finished?.probe
  const [one, other] = [await opened("one"), await opened("other")]
  for (const [place, value] of (one?.row ?? []).entries()) expect(other?.row[place]).not.toBe(value)
  expect(one?.quotient).not.toBe(other?.quotient)
  expect(one?.square).not.toBe(other?.square)
})
