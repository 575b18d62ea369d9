import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, inTurn } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { release } from "../sharing/memory.ts"
import { type Plane, planeAt, planesOf, xor } from "../sharing/planes.ts"
import {
  type Conjunction,
  conjunctionCost,
  conjunctionOf,
  dealConjunction,
  type Factor,
  prepareConjunction,
} from "./conjunction.ts"

/*
 * From "less" and "equal" of single digits to "less" of whole numbers. Up to three neighbours are joined at a time,
 * higher digits first: less = l₂ ⊕ e₂ l₁ ⊕ e₂ e₁ l₀ and equal = e₂ e₁ e₀, where the terms of a sum exclude each other.
 * The last group never needs its "equal".
 * @see Garay, Schoenmakers & Villegas 2007, "Practical and secure solutions for integer comparison"
 */

/** Shares of whether a digit of the public number is less than, and equal to, that of the hidden one. */
export type Compared = {
  readonly less: Plane
  /** Undefined for the lowest digits, where nothing follows that could ask for it. */
  readonly equal: Plane | undefined
}

type Group = {
  readonly first: number
  readonly size: number
  /** Products whose sum with the first "less" is the group's. */
  readonly lessProducts: readonly number[]
  readonly equalProduct: number | undefined
}

type Level = {
  readonly groups: readonly Group[]
  readonly conjunction: Conjunction
  /** What stands on each wire. */
  readonly wires: readonly { readonly item: number; readonly what: "less" | "equal" }[]
}

export type DigitTree = readonly Level[]

const GROUP = 3

/** The rounds that join so many digits: ⌈log₃ digits⌉. */
export function digitTreeOf(digits: number): DigitTree {
  const levels: Level[] = []
  for (let items = digits; items > 1; items = Math.ceil(items / GROUP)) levels.push(levelOf(items))
  return levels
}

function levelOf(items: number): Level {
  const wires: { item: number; what: "less" | "equal" }[] = []
  const products: Factor[][] = []
  const addWire = (item: number, what: "less" | "equal"): Factor => ({ wire: wires.push({ item, what }) - 1 })
  const groups: Group[] = []
  for (let first = 0; first < items; first += GROUP) {
    const size = Math.min(GROUP, items - first)
    const isLast = first + size === items
    const lessProducts: number[] = []
    const equals: Factor[] = []
    for (let item = first; size > 1 && item < first + size; item++) {
      if (item > first) lessProducts.push(products.push([...equals, addWire(item, "less")]) - 1)
      if (item < first + size - 1 || !isLast) equals.push(addWire(item, "equal"))
    }
    const equalProduct = isLast || size === 1 ? undefined : products.push(equals) - 1
    groups.push({ first, size, lessProducts, equalProduct })
  }
  return { groups, conjunction: conjunctionOf(wires.length, products), wires }
}

export const digitTreeCost = (tree: DigitTree, size: number): Cost =>
  inTurn(...tree.map(({ conjunction }) => conjunctionCost("masked digit bits", conjunction, size)))

export function dealDigitTree(dealer: DealerMaterial, tree: DigitTree, size: number): void {
  for (const { conjunction } of tree) dealConjunction(dealer, conjunction, size)
}

/** @returns an exchange from shares about each digit, the highest first, to a share of "less". */
export function prepareDigitTree(
  material: PartyMaterial,
  tree: DigitTree,
  size: number,
): (digits: readonly Compared[]) => Exchange<Plane> {
  const levels = tree.map((level) => ({
    level,
    multiply: prepareConjunction(material, level.conjunction, size),
  }))
  return function* (digits) {
    let items = digits
    for (const { level, multiply } of levels) {
      const wires = planesOf(level.wires.map(({ item, what }) => shareOf(items[item], what)))
      const products = yield* multiply(wires)
      release(wires)
      items = level.groups.map((group) => join(group, items, (product) => planeAt(products, product, size)))
    }
    return shareOf(items[0], "less")
  }
}

function join(
  { first, size, lessProducts, equalProduct }: Group,
  items: readonly Compared[],
  productAt: (product: number) => Plane,
): Compared {
  const top = items[first]
  if (size === 1 && top) return top
  const less = lessProducts.reduce((sum, product) => xor(sum, productAt(product)), shareOf(top, "less"))
  return { less, equal: equalProduct === undefined ? undefined : productAt(equalProduct) }
}

function shareOf(compared: Compared | undefined, what: "less" | "equal"): Plane {
  const share = compared?.[what]
  if (share === undefined) throw new Error("the digits are fewer than the tree joins")
  return share
}
