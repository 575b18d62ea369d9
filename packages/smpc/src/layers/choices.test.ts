import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { gateOf } from "../comparison/truncation.ts"
import { argmaxOf } from "../plan/argmax.ts"
import { tournamentOf } from "../plan/tournament.ts"
import { windowsOf } from "../plan/windows.ts"
import { dealtFrom, seededStreams } from "../scenarios/dealt.ts"
import { together } from "../scenarios/together.ts"
import { bytesToWords } from "../sharing/bytes.ts"
import { numbersOf, wordsOf } from "../sharing/numbers.ts"
import { planeAt, planeWords, xor } from "../sharing/planes.ts"
import { ringOf } from "../sharing/ring.ts"
import { shareWords } from "../sharing/shares.ts"
import { dealArgmax, prepareArgmax } from "./argmax.ts"
import { dealEquality, prepareEquality } from "./equality.ts"
import { dealMaxPool, prepareMaxPool } from "./max-pool.ts"

const random = unsafeSeededRandom("choices")
const streams = seededStreams("choices")

/** The classes that win in each row, on shares. */
function winners(bits: number, rows: readonly (readonly number[])[]): number[][] {
  const ring = ringOf(bits)
  const classes = rows[0]?.length ?? 0
  const argmax = argmaxOf(classes, gateOf(ring, 0))
  const { parties } = dealtFrom(streams, (dealer) => dealArgmax(dealer, argmax, rows.length))
  const shares = shareWords(ring, wordsOf(ring, Float64Array.from(rows.flat())), random)
  const [first, second] = parties.map((material) => prepareArgmax(material, argmax, rows.length))
  if (!first || !second) throw new Error("two parties")
  const { results } = together(first(shares[0]), second(shares[1]))
  const won = xor(results[0], results[1])
  return rows.map((_, row) =>
    [...Array(classes).keys()].filter((own) => ((planeAt(won, own, rows.length)[row >> 5] ?? 0) >>> row) & 1),
  )
}

/** The maxima of each image's windows, on shares. */
function maxima(bits: number, side: number, window: number, stride: number, images: readonly number[][]) {
  const ring = ringOf(bits)
  const windows = windowsOf({ height: side, width: side, channels: 1 }, window, stride)
  const step = { kind: "max-pool", windows, levels: tournamentOf(windows), gate: gateOf(ring, 0) } as const
  const { parties } = dealtFrom(streams, (dealer) => dealMaxPool(dealer, step, images.length))
  const shares = shareWords(ring, wordsOf(ring, Float64Array.from(images.flat())), random)
  const [first, second] = parties.map((material) => prepareMaxPool(material, step, images.length))
  if (!first || !second) throw new Error("two parties")
  const { results } = together(first(shares[0]), second(shares[1]))
  return [...numbersOf(ring, ring.add(results[0], results[1]))]
}

const LIMIT = 2 ** 30
/** Values that differ by at most one unit in the last place, anywhere in the range. */
const nearlyEqual = (length: number) =>
  fc
    .record({
      base: fc.integer({ min: -LIMIT + 1, max: LIMIT - 2 }),
      steps: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: length, maxLength: length }),
    })
    .map(({ base, steps }) => steps.map((step) => base + step))
const anywhere = (length: number) =>
  fc.array(fc.integer({ min: -LIMIT + 1, max: LIMIT - 1 }), { minLength: length, maxLength: length })
const batchOf = (row: fc.Arbitrary<number[]>) => fc.array(row, { minLength: 1, maxLength: 40 })
const largest = (row: readonly number[]) => row.reduce((a, b) => Math.max(a, b))

describe("[EI5] exactly one class wins, and of equal ones the first", () => {
  test.each([2, 3, 10, 11, 25])("%i classes, within one unit of each other", (classes) => {
    fc.assert(
      fc.property(batchOf(nearlyEqual(classes)), (rows) => {
        expect(winners(32, rows)).toEqual(rows.map((row) => [row.indexOf(largest(row))]))
      }),
      { numRuns: 12 },
    )
  })

  test("any scores in range", () => {
    fc.assert(
      fc.property(batchOf(anywhere(10)), (rows) => {
        expect(winners(32, rows)).toEqual(rows.map((row) => [row.indexOf(largest(row))]))
      }),
      { numRuns: 20 },
    )
  })

  test.each([32, 64])("all equal, and the ends of the range, ℓ = %i", (bits) => {
    const limit = bits === 32 ? LIMIT : 2 ** 52
    const rows = [new Array<number>(10).fill(7), new Array<number>(10).fill(0), [...Array(10).keys()]]
    rows.push([-limit + 1, limit - 1, -limit + 1, limit - 1, 0, 0, 0, 0, 0, 0])
    expect(winners(bits, rows)).toEqual([[0], [0], [9], [1]])
  })

  test("each row of every permutation of four nearly equal values", () => {
    const rows = permutations([5, 5, 4, 6])
    expect(winners(32, rows)).toEqual(rows.map((row) => [row.indexOf(6)]))
  })
})

describe("[EI5] a pool gives the largest value of each window, exactly", () => {
  test.each([
    [4, 2, 2],
    [5, 3, 2],
    [4, 3, 1],
  ])("images of %i × %i with windows of side %i", (side, window, stride) => {
    const image = fc.oneof(nearlyEqual(side * side), anywhere(side * side))
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 4 }), (images) => {
        const places = Math.floor((side - window) / stride) + 1
        const expected = images.flatMap((pixels) =>
          [...Array(places * places).keys()].map((place) => {
            const [top, left] = [Math.floor(place / places) * stride, (place % places) * stride]
            const rows = [...Array(window).keys()].map((row) => (top + row) * side + left)
            return largest(rows.flatMap((start) => pixels.slice(start, start + window)))
          }),
        )
        expect(maxima(32, side, window, stride, images)).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })
})

describe("[EI5] two classes are equal or not, exactly", () => {
  test.each([2, 3, 10])("every pair of %i classes", (classes) => {
    const rows = classes * classes
    const oneHot = (classOf: (row: number) => number) => {
      const words = planeWords(rows)
      const planes = new Int32Array(classes * words)
      for (let row = 0; row < rows; row++) {
        const place = classOf(row) * words + (row >> 5)
        planes[place] = (planes[place] ?? 0) | (1 << row)
      }
      return planes
    }
    const [left, right] = [oneHot((row) => row % classes), oneHot((row) => Math.floor(row / classes))]
    const share = () => bytesToWords(random(4 * left.length))
    const [leftShare, rightShare] = [share(), share()]
    const { parties } = dealtFrom(streams, (dealer) => dealEquality(dealer, classes, rows))
    const [first, second] = parties.map((material) => prepareEquality(material, classes, rows))
    if (!first || !second) throw new Error("two parties")
    const { results, rounds } = together(
      first(leftShare, rightShare),
      second(xor(left, leftShare), xor(right, rightShare)),
    )
    const equal = xor(results[0], results[1])
    for (let row = 0; row < rows; row++)
      expect(((equal[row >> 5] ?? 0) >>> row) & 1).toBe(row % classes === Math.floor(row / classes) ? 1 : 0)
    expect(rounds).toHaveLength(1)
  })
})

function permutations(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]]
  return values.flatMap((value, index) =>
    permutations(values.filter((_, other) => other !== index)).map((rest) => [value, ...rest]),
  )
}
