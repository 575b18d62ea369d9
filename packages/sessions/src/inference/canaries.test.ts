import type { Random } from "@tutti/crypto"
import { CANARY_ROWS } from "@tutti/protocol"
import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { copiedRows, copiesIn, hideCopies, labelsOfRows, scoresOfRows } from "./canaries.ts"

/** Rows, of which some or all are copied. */
const hidden = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.nat(), fc.string())
  .map(([rows, pick, seed]) => ({ rows, copies: pick % (rows + 1), seed }))
/** Hundreds of thousands of words, repeatable. @see Marsaglia 2003, "Xorshift RNGs" */
function quickRandom(seed: number): Random {
  let state = seed
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state
  }
  return (byteCount) => new Uint8Array(Int32Array.from({ length: byteCount >> 2 }, next).buffer)
}

const sourcesOf = ({ rows, copies, seed }: { rows: number; copies: number; seed: string }) =>
  hideCopies(rows, copies, unsafeSeededRandom(seed))

describe("[EI26] copies among the rows", () => {
  test("every row stands once or twice, and as many twice as were asked for", () => {
    fc.assert(
      fc.property(hidden, (given) => {
        const sources = sourcesOf(given)
        const counts = Array.from(
          { length: given.rows },
          (_, row) => sources.filter((own) => own === row).length,
        )
        expect(counts.filter((count) => count === 2)).toHaveLength(given.copies)
        expect(counts.filter((count) => count === 1)).toHaveLength(given.rows - given.copies)
        expect(sources).toHaveLength(given.rows + given.copies)
      }),
    )
  })

  test("the places of the copies are each the second place of a row", () => {
    fc.assert(
      fc.property(hidden, (given) => {
        const sources = sourcesOf(given)
        const copies = copiedRows(sources)
        expect(copies).toHaveLength(given.copies)
        for (const { row, copy } of copies) {
          expect(row).toBeLessThan(copy)
          expect(sources[row]).toBe(sources[copy])
        }
      }),
    )
  })

  test("as many as the terms say, and of fewer rows all", () => {
    expect([1, 10, 50, 51, 10_000].map((rows) => copiesIn(rows, CANARY_ROWS))).toEqual([1, 10, 50, 50, 50])
  })

  test("honest labels come back in the order of the rows", () => {
    fc.assert(
      fc.property(hidden, (given) => {
        const truth = Array.from({ length: given.rows }, (_, row) => (7 * row) % 10)
        const sources = sourcesOf(given)
        expect(
          labelsOfRows(
            sources.map((row) => truth[row] ?? -1),
            sources,
          ),
        ).toEqual(truth)
      }),
    )
  })

  test("a copy that differs from its original is found, whichever of the two was changed", () => {
    const sources = [1, 0, 1, 2]
    expect(labelsOfRows([5, 3, 5, 8], sources)).toEqual([3, 5, 8])
    expect(labelsOfRows([4, 3, 5, 8], sources)).toBeUndefined()
    expect(labelsOfRows([5, 3, 4, 8], sources)).toBeUndefined()
  })

  test("scores that differ by their rounding are the same, others are not", () => {
    const sources = [0, 1, 0]
    expect(scoresOfRows([4, -1, 2, 3, 4.001, -1], sources, 11)).toEqual([4, -1, 2, 3])
    // The fifth digit of the largest score, 2⁻⁵ · 4, is the last that counts.
    expect(scoresOfRows([4, -1, 2, 3, 4, -1.12], sources, 11)).toEqual([4, -1, 2, 3])
    expect(scoresOfRows([4, -1, 2, 3, 4, -1.13], sources, 11)).toBeUndefined()
    expect(scoresOfRows([4, -1, 2, 3, 4, Number.NaN], sources, 11)).toBeUndefined()
  })

  test("every order of three rows comes about, about as often", () => {
    const random = unsafeSeededRandom("orders")
    const counts = new Map<string, number>()
    for (let time = 0; time < 6_000; time++) {
      const order = hideCopies(3, 0, random).join("")
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // Five standard deviations of a count of 1,000 are 144.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(144)
  })
})

describe("[EI26] how often whoever changes some of the rows is found", () => {
  const TIMES = 1_000

  /** In how many of so many questions a change of the first places shows. */
  function found(rows: number, copies: number, changed: number, seed: number): number {
    const random = quickRandom(seed)
    let times = 0
    for (let time = 0; time < TIMES; time++) {
      const sources = hideCopies(rows, copies, random)
      const labels = sources.map((_, place) => (place < changed ? 1 : 0))
      if (labelsOfRows(labels, sources) === undefined) times += 1
    }
    return times / TIMES
  }

  // The chance, counted by hand: of all choices of so many places, those that split no pair are
  // Σ C(copies, j) · C(rows − copies, changed − 2j).
  test.each([
    { rows: 1, copies: 1, changed: 1, chance: 1 },
    { rows: 10, copies: 10, changed: 1, chance: 1 },
    { rows: 10, copies: 10, changed: 2, chance: 18 / 19 },
    { rows: 200, copies: 50, changed: 1, chance: 0.4 },
    { rows: 200, copies: 50, changed: 25, chance: 0.999994 },
    { rows: 300, copies: 10, changed: 31, chance: 0.8704 },
  ])("$changed of $rows rows and $copies copies", ({ rows, copies, changed, chance }) => {
    const frequency = found(rows, copies, changed, 7 * rows + changed)
    const spread = Math.sqrt((chance * (1 - chance)) / TIMES)
    expect(Math.abs(frequency - chance)).toBeLessThanOrEqual(5 * spread + 1e-3)
    // What the rule promises.
    expect(frequency).toBeGreaterThanOrEqual(1 - (1 - changed / (rows + copies)) ** copies - 5 * spread)
  })

  test("a tenth of the rows: more than 99 of 100 times; all of them: never", () => {
    expect(found(500, CANARY_ROWS, 55, 1)).toBeGreaterThan(0.99)
    expect(found(500, CANARY_ROWS, 550, 2)).toBe(0)
  })
})
