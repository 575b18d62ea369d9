import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, inTurn, type Opened, opening } from "../sharing/cost.ts"
import { type Exchange, openPlanes } from "../sharing/exchange.ts"
import { newWords, release } from "../sharing/memory.ts"
import { type Plane, type Planes, planesOf, planeWords, xor } from "../sharing/planes.ts"
import type { Role } from "../sharing/shares.ts"

/*
 * Products of shared bits. Every wire is opened once, under a mask: ŵ = w ⊕ a. A product over some wires is then
 * ∏ (ŵ ⊕ a) = ⊕ over subsets S of (∏ of ŵ outside S) · (∏ of a in S), a sum of public bits times monomials of the masks
 * that the dealer knows. So m bits are multiplied in one round, and a wire that stands in several products is opened
 * once. Masks serve one opening: two under one mask give away the difference of the wires.
 * @see Beaver 1991, "Efficient multiparty protocols using circuit randomization"; here for m factors
 */

/** One wire of a product; of a negated one the complement is multiplied. */
export type Factor = { readonly wire: number; readonly negated?: boolean }

export type Conjunction = {
  readonly wires: number
  /** Monomials of two masks or more, each as one wire times what stands at `rest` among wires and monomials before it. */
  readonly monomials: readonly { readonly wire: number; readonly rest: number }[]
  readonly products: readonly {
    readonly factors: readonly Factor[]
    /** [2^factors] for each subset where its monomial stands: a wire, behind the wires a monomial, −1 for the empty one. */
    readonly terms: readonly number[]
  }[]
}

/** @param products of distinct wires each, below `wires` */
export function conjunctionOf(wires: number, products: readonly (readonly Factor[])[]): Conjunction {
  const monomials: { wire: number; rest: number }[] = []
  const known = new Map<string, number>()
  const termsOf = (factors: readonly Factor[]) => {
    const terms = [-1]
    for (const { wire } of factors)
      for (const rest of terms.slice()) {
        const name = `${rest}·${wire}`
        const place = rest < 0 ? wire : (known.get(name) ?? wires + monomials.push({ wire, rest }) - 1)
        if (rest >= 0) known.set(name, place)
        terms.push(place)
      }
    return terms
  }
  return {
    wires,
    products: products.map((factors) => ({ factors, terms: termsOf(factors) })),
    monomials,
  }
}

export const conjunctionCost = (opened: Opened, { wires, monomials }: Conjunction, size: number): Cost =>
  inTurn(opening(opened, wires, size), dealing(planeWords(monomials.length * size)))

export function dealConjunction(
  dealer: DealerMaterial,
  { wires, monomials }: Conjunction,
  size: number,
): void {
  const words = planeWords(size)
  const masks = newWords((wires + monomials.length) * words)
  const drawn = dealer.drawnPlanes("andMask", wires, size)
  masks.set(drawn)
  for (const [index, { wire, rest }] of monomials.entries())
    for (let word = 0; word < words; word++)
      masks[(wires + index) * words + word] =
        (masks[wire * words + word] ?? 0) & (masks[rest * words + word] ?? 0)
  dealer.dealPlanes("andProduct", masks.subarray(wires * words), size)
  release(masks, drawn)
}

/** One round. @returns an exchange from shares of the wires to shares of the products. */
export function prepareConjunction(
  material: PartyMaterial,
  { wires, monomials, products }: Conjunction,
  size: number,
): (shares: Planes) => Exchange<Planes> {
  const masks = material.drawnPlanes("andMask", wires, size)
  const dealt = material.dealtPlanes("andProduct", monomials.length, size)
  const shared = planesOf([masks, dealt])
  release(dealt)
  return function* (shares) {
    const opened = yield* openPlanes(xor(shares, masks, masks), size)
    const words = planeWords(size)
    const results = newWords(products.length * words)
    for (const [index, { factors, terms }] of products.entries()) {
      const result = results.subarray(index * words, (index + 1) * words)
      productOf(factors, terms, material.role, opened, shared, size, result)
    }
    release(opened, shared)
    return results
  }
}

/**
 * A share of one product, written to `result`. By subset S of the factors that are not yet public, `sum` holds the share of
 * the mask monomial of S times the public rest; folding one factor in after the other leaves the empty subset.
 */
function productOf(
  factors: readonly Factor[],
  terms: readonly number[],
  role: Role,
  opened: Planes,
  shared: Planes,
  size: number,
  result: Plane,
): void {
  const words = planeWords(size)
  const sum = newWords(terms.length * words)
  // Word by word: for a few rows, views of so many short planes would take longer than all the rest.
  for (const [subset, place] of terms.entries())
    for (let word = 0; place >= 0 && word < words; word++)
      sum[subset * words + word] = shared[place * words + word] ?? 0
  if (role === 0) sum.fill(-1, 0, words)
  for (let index = factors.length - 1; index >= 0; index--) {
    const { wire = 0, negated } = factors[index] ?? {}
    const invert = negated ? -1 : 0
    const half = words << index
    for (let start = 0; start < half; start += words)
      for (let word = 0; word < words; word++) {
        const open = (opened[wire * words + word] ?? 0) ^ invert
        sum[start + word] = (sum[half + start + word] ?? 0) ^ (open & (sum[start + word] ?? 0))
      }
  }
  for (let word = 0; word < words; word++) result[word] = sum[word] ?? 0
  release(sum)
}
