import { unsafeSeededRandom } from "@tutti/testkit"
import { describe, expect, test } from "vitest"
import { dealtFrom, seededStreams } from "../scenarios/dealt.ts"
import { together } from "../scenarios/together.ts"
import { bytesToWords } from "../sharing/bytes.ts"
import { type Planes, planeAt, planesOf, planeWords, xor } from "../sharing/planes.ts"
import {
  type Conjunction,
  conjunctionCost,
  conjunctionOf,
  dealConjunction,
  prepareConjunction,
} from "./conjunction.ts"
import { digitTreeOf } from "./digit-tree.ts"

const random = unsafeSeededRandom("conjunction")

/** Products of shared bits: opened, and what was said for them. */
function multiplied(conjunction: Conjunction, wires: Planes, size: number) {
  const { parties, corrections } = dealtFrom(seededStreams("and"), (dealer) =>
    dealConjunction(dealer, conjunction, size),
  )
  const share = bytesToWords(random(4 * wires.length))
  const [first, second] = parties.map((material) => prepareConjunction(material, conjunction, size))
  if (!first || !second) throw new Error("two parties")
  const { results, rounds } = together(first(share), second(xor(wires, share)))
  return { products: xor(results[0], results[1]), rounds, corrections }
}

/** Every combination of so many bits, one in each gate. */
const everyCombination = (wires: number): Planes =>
  planesOf(
    Array.from({ length: wires }, (_, wire) => {
      const plane = new Int32Array(planeWords(2 ** wires))
      for (let i = 0; i < 2 ** wires; i++) plane[i >> 5] = (plane[i >> 5] ?? 0) | (((i >> wire) & 1) << i)
      return plane
    }),
  )

const bitAt = (planes: Planes, plane: number, gate: number, size: number) =>
  ((planeAt(planes, plane, size)[gate >> 5] ?? 0) >>> gate) & 1

describe("[EI8] a product of masked bits is right for all of them, in one round", () => {
  test.each([1, 2, 3, 5, 9])("%i factors, some of them negated", (count) => {
    const factors = Array.from({ length: count }, (_, wire) => ({ wire, negated: wire % 3 === 1 }))
    const conjunction = conjunctionOf(count, [factors])
    const size = 2 ** count
    const { products, rounds, corrections } = multiplied(conjunction, everyCombination(count), size)
    for (let gate = 0; gate < size; gate++) {
      const all = factors.every(({ wire, negated }) => ((gate >> wire) & 1) === (negated ? 0 : 1))
      expect(bitAt(products, 0, gate, size)).toBe(all ? 1 : 0)
    }
    expect(rounds).toHaveLength(1)
    expect(conjunction.monomials).toHaveLength(2 ** count - count - 1)
    expect(corrections.length).toBe(conjunctionCost("masked hit", conjunction, size).dealt)
  })

  test("one opened bit stands in several products, and what they have in common is dealt once", () => {
    const conjunction = conjunctionOf(4, [
      [{ wire: 0 }, { wire: 1 }, { wire: 2 }],
      [{ wire: 0 }, { wire: 1 }, { wire: 3 }],
      [{ wire: 3 }],
    ])
    const { products, rounds } = multiplied(conjunction, everyCombination(4), 16)
    for (let gate = 0; gate < 16; gate++) {
      const [a, b, c, d] = [gate & 1, (gate >> 1) & 1, (gate >> 2) & 1, (gate >> 3) & 1]
      expect([0, 1, 2].map((product) => bitAt(products, product, gate, 16))).toEqual([
        a & b & c,
        a & b & d,
        d,
      ])
    }
    // 01, 02, 12, 012; 03, 13, 013.
    expect(conjunction.monomials).toHaveLength(7)
    expect(rounds.map(([frame]) => frame.length)).toEqual([8])
  })
})

test.each([
  [1, []],
  [2, [2]],
  [3, [4]],
  [5, [7, 2]],
  [8, [12, 4]],
  [9, [14, 4]],
  // Five groups of three and one digit alone; three and three; two.
  [16, [25, 9, 2]],
])("%i digits are joined with these bits opened in each round: %j", (digits, opened) => {
  expect(digitTreeOf(digits).map(({ wires }) => wires.length)).toEqual(opened)
})
