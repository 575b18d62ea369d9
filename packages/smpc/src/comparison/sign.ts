import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, inTurn } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { bits, not, type Plane, packedBytes, planeWords, xor } from "../sharing/planes.ts"
import { elementsIn, type Ring, type Words } from "../sharing/ring.ts"
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
  inTurn(dealing(4 * tableWords(test, count) + packedBytes(count)), digitTreeCost(test.tree, count))

/** @param masks m, of which the lower `width` bits are compared */
export function dealSign(dealer: DealerMaterial, test: SignTest, masks: Words): void {
  const { ring, width, digits, tree } = test
  const count = elementsIn(ring, masks)
  const tables = new Int32Array(tableWords(test, count))
  for (const [index, { at, bits }] of digits.entries()) {
    const [own, values] = [tables.subarray(index * count), ring.digits(masks, at, bits)]
    if (index < digits.length - 1) writeBoth(own, values)
    else writeLess(own, values)
  }
  dealer.deal(bits, "digitTable", tables)
  dealer.dealPlanes("topBit", ring.plane(masks, width - 1), count)
  dealDigitTree(dealer, tree, count)
}

/** For each gate the answers to "less" in the lower half of a word, and those to "equal" in the upper one. */
function writeBoth(tables: Words, values: Uint8Array): void {
  for (let gate = 0; gate < values.length; gate++) {
    const value = values[gate] ?? 0
    tables[gate] = ((1 << value) - 1) | (0x10000 << value)
  }
}

/** Two gates to a word: nothing asks whether the lowest digits are equal. */
function writeLess(tables: Words, values: Uint8Array): void {
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
    const borrow = yield* join(
      digits.map(({ at, bits }, index) => {
        const table = tables.subarray(index * count)
        const values = ring.digits(masked, at, bits)
        return index < digits.length - 1 ? lookUpBoth(table, values) : lookUpLess(table, values)
      }),
    )
    const negative = xor(topBit, borrow)
    return material.role === 0 ? not(xor(negative, ring.plane(masked, width - 1))) : negative
  }
}

function lookUpBoth(tables: Words, values: Uint8Array): { less: Plane; equal: Plane } {
  const less = new Int32Array(planeWords(values.length))
  const equal = new Int32Array(less.length)
  for (let word = 0, gate = 0; word < less.length; word++) {
    const end = Math.min(values.length, gate + 32)
    let [lessBits, equalBits] = [0, 0]
    for (; gate < end; gate++) {
      const entry = (tables[gate] ?? 0) >>> (values[gate] ?? 0)
      lessBits |= (entry & 1) << gate
      equalBits |= ((entry >>> 16) & 1) << gate
    }
    less[word] = lessBits
    equal[word] = equalBits
  }
  return { less, equal }
}

function lookUpLess(tables: Words, values: Uint8Array): { less: Plane; equal: undefined } {
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
