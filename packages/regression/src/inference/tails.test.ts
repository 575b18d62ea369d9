import fc from "fast-check"
import { describe, expect, test } from "vitest"
import vectors from "../../vectors/tails.json" with { type: "json" }
import { incompleteBeta } from "./incomplete-beta.ts"
import { fisherTail, studentCritical, studentTails } from "./tails.ts"

fc.configureGlobal({ seed: 20_260_106 })

/** |value / reference − 1|, the reference in more digits than float64 has. */
const relativeError = (value: number, reference: string) => Math.abs(value / Number(reference) - 1)

describe("laws", () => {
  const parameter = fc.double({ min: 0.5, max: 1000, noNaN: true })
  test("the two sides of the beta distribution add up to 1", () => {
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, x) => {
        const sum = incompleteBeta(a, b, x, 1 - x) + incompleteBeta(b, a, 1 - x, x)
        expect(Math.abs(sum - 1)).toBeLessThan(1e-11)
      }),
    )
  })

  test("t² is F with one degree of freedom above", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        (t, freedom) => {
          const [one, other] = [studentTails(t, freedom), fisherTail(t * t, 1, freedom)]
          expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-10 * other)
        },
      ),
    )
  })

  test("the critical value is where the tails have the level", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        (level, freedom) => {
          expect(Math.abs(studentTails(studentCritical(level, freedom), freedom) / level - 1)).toBeLessThan(
            1e-9,
          )
        },
      ),
    )
  })
})

describe("mpmath at 30 digits", () => {
  test("both tails of Student's t, down to 1e-300", () => {
    for (const { freedom, t, tails } of vectors.student)
      expect(relativeError(studentTails(t, freedom), tails), `t ${t}, ${freedom}`).toBeLessThan(1e-10)
    expect(Math.min(...vectors.student.map(({ tails }) => Number(tails)))).toBeLessThan(1e-300)
  })

  test("the upper tail of F, down to 1e-289", () => {
    for (const { above, below, f, tail } of vectors.fisher)
      expect(relativeError(fisherTail(f, above, below), tail), `F ${f}, ${above}, ${below}`).toBeLessThan(
        1e-10,
      )
  })

  test("critical values of t", () => {
    for (const { level, freedom, t } of vectors.critical)
      expect(relativeError(studentCritical(2 * (1 - level), freedom), t)).toBeLessThan(1e-10)
  })
})

test("ends: nothing beyond infinity, everything beyond 0", () => {
  expect(studentTails(Number.POSITIVE_INFINITY, 5)).toBe(0)
  expect(fisherTail(Number.POSITIVE_INFINITY, 5, 5)).toBe(0)
  expect(studentTails(0, 5)).toBe(1)
  expect(fisherTail(0, 3, 5)).toBe(1)
  expect(studentTails(1e160, 5)).toBe(0)
})
