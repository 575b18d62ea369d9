import { elementKernels } from "@tutti/ring"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, inTurn } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { newWords, release } from "../sharing/memory.ts"
import { bits, type Plane, planeWords, xor } from "../sharing/planes.ts"
import { type Digits, elementsIn, type Ring, type Words } from "../sharing/ring.ts"
import { type DigitTree, dealDigitTree, digitTreeCost, digitTreeOf, prepareDigitTree } from "./digit-tree.ts"

/*
 * Is t ≥ 0, where v = t + m mod 2^width is public and the dealer knows the mask m? Bit width − 1 of t is that of v, plus
 * that of m, plus the borrow: whether the lower bits of v are less than those of m. The lower bits are cut into digits of
 * `digitBits`, and for every digit the dealer deals shares of a table with the answer for each public digit: looking it
 * up costs nothing.
 * @see Beaver 1998, "One-time tables for two-party computation"; Ishai et al. 2013, "On the power of correlated
 *   randomness in secure computation"
 */

/** A comparison of numbers of `width` bits: right for |t| < 2^(width − 1). */
export type SignTest = {
  readonly ring: Ring
  readonly width: number
  readonly digitBits: number
  /** The digits of the lower bits, the highest first. */
  readonly digits: readonly { readonly at: number; readonly bits: number }[]
  readonly tree: DigitTree
}

/** A table has an entry for every value of a digit, and two tables share a word. */
const MAX_DIGIT_BITS = 4

/** @param width k in [2, ring.bits] @param digitBits in [1, 4]; 4 deals the most and takes the fewest rounds */
export function signTestOf(ring: Ring, width: number, digitBits = MAX_DIGIT_BITS): SignTest {
  if (!(width >= 2 && width <= ring.bits && digitBits >= 1 && digitBits <= MAX_DIGIT_BITS))
    throw new RangeError(`no comparison of ${width} bits by digits of ${digitBits} in a ring of ${ring.bits}`)
  const digits = Array.from({ length: Math.ceil((width - 1) / digitBits) }, (_, index) => ({
    at: index * digitBits,
    bits: Math.min(digitBits, width - 1 - index * digitBits),
  })).reverse()
  return { ring, width, digitBits, digits, tree: digitTreeOf(digits.length) }
}

/** Words of all tables of `count` gates: both halves of a word for a digit, one half for the lowest. */
const tableWords = ({ digits }: SignTest, count: number): number =>
  (digits.length - 1) * count + ((count + 1) >> 1)

export const signCost = (test: SignTest, count: number): Cost =>
  inTurn(dealing(tableWords(test, count) + planeWords(count)), digitTreeCost(test.tree, count))

/** @param masks m, of which the lower `width` bits are compared */
export function dealSign(dealer: DealerMaterial, test: SignTest, masks: Words): void {
  const { ring, width, digits, tree } = test
  const count = elementsIn(ring, masks)
  const tables = newWords(tableWords(test, count))
  const values = new Uint8Array(count)
  for (const [index, { at, bits }] of digits.entries()) {
    const own = tables.subarray(index * count)
    ring.digits(masks, at, bits, values)
    if (index < digits.length - 1) elementKernels(count).writeTables(own.subarray(0, count), values)
    else writeLess(own, values)
  }
  dealer.deal(bits, "digitTable", tables)
  release(tables)
  dealer.dealPlanes("topBit", ring.plane(masks, width - 1), count)
  dealDigitTree(dealer, tree, count)
}

/** Two gates to a word: nothing asks whether the lowest digits are equal. */
function writeLess(tables: Words, values: Digits): void {
  for (let gate = 0; gate < values.length; gate++)
    tables[gate >> 1] = (tables[gate >> 1] ?? 0) | (((1 << (values[gate] ?? 0)) - 1) << ((gate & 1) << 4))
}

/** @returns an exchange from the public v, [count], to a share of the bits [t ≥ 0]. */
export function prepareSign(
  material: PartyMaterial,
  test: SignTest,
  count: number,
): (masked: Words) => Exchange<Plane> {
  const { ring, width, digits, tree } = test
  const tables = material.dealt(bits, "digitTable", tableWords(test, count))
  const topBit = material.dealtPlanes("topBit", 1, count)
  const join = prepareDigitTree(material, tree, count)
  return function* (masked) {
    const values = new Uint8Array(count)
    const compared = digits.map(({ at, bits }, index) => {
      const table = tables.subarray(index * count)
      ring.digits(masked, at, bits, values)
      return index < digits.length - 1 ? lookUpBoth(table, values) : lookUpLess(table, values)
    })
    release(tables)
    const borrow = yield* join(compared)
    const negative = xor(topBit, borrow, topBit)
    if (material.role === 0) {
      const top = ring.plane(masked, width - 1)
      for (let word = 0; word < negative.length; word++)
        negative[word] = ~((negative[word] ?? 0) ^ (top[word] ?? 0))
    }
    return negative
  }
}

function lookUpBoth(tables: Words, values: Digits): { less: Plane; equal: Plane } {
  const less = newWords(planeWords(values.length))
  const equal = newWords(less.length)
  elementKernels(values.length).lookUp(less, equal, tables, values)
  return { less, equal }
}

function lookUpLess(tables: Words, values: Digits): { less: Plane; equal: undefined } {
  const less = new Int32Array(planeWords(values.length))
  for (let word = 0, gate = 0; word < less.length; word++) {
    const end = Math.min(values.length, gate + 32)
    let lessBits = 0
    for (; gate < end; gate++) {
      const place = ((gate & 1) << 4) | (values[gate] ?? 0)
      lessBits |= (((tables[gate >> 1] ?? 0) >>> place) & 1) << gate
    }
    less[word] = lessBits
  }
  return { less, equal: undefined }
}
