import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, openingOf } from "../sharing/cost.ts"
import { type Exchange, openPlanes } from "../sharing/exchange.ts"
import { and, type Plane, packedBytes, planeWords, xor } from "../sharing/planes.ts"

/*
 * Products of shared bits. Every wire is opened once, under a mask: ŵ = w ⊕ a. A product over some wires is then
 * ∏ (ŵ ⊕ a) = ⊕ over subsets S of (∏ of ŵ outside S) · (∏ of a in S), a sum of public bits times monomials of the masks
 * that the dealer knows. So m bits are multiplied in one round, and a wire that stands in several products is opened
 * once. Masks serve one opening: two under one mask give away the difference of the wires.
 * @see Beaver 1991, "Efficient multiparty protocols using circuit randomization", section 3; here for m factors
 */

/** One wire of a product; of a negated one the complement is multiplied. */
export type Factor = { readonly wire: number; readonly negated?: boolean }

export type Conjunction = {
  readonly wires: number
  /** The wires of each monomial of two masks or more. */
  readonly monomials: readonly (readonly number[])[]
  readonly products: readonly {
    readonly factors: readonly Factor[]
    /** [2^factors] by subset: the monomial's index; −1 for subsets of fewer than two factors. */
    readonly monomialOf: readonly number[]
  }[]
}

/** @param products of distinct wires each, below `wires` */
export function conjunctionOf(wires: number, products: readonly (readonly Factor[])[]): Conjunction {
  const monomials: number[][] = []
  const known = new Map<string, number>()
  const indexOf = (factors: readonly Factor[]) => {
    if (factors.length < 2) return -1
    const monomial = factors.map(({ wire }) => wire).sort((a, b) => a - b)
    const name = monomial.join()
    const index = known.get(name) ?? monomials.push(monomial) - 1
    known.set(name, index)
    return index
  }
  return {
    wires,
    monomials,
    products: products.map((factors) => ({
      factors,
      monomialOf: Array.from({ length: 2 ** factors.length }, (_, subset) =>
        indexOf(factors.filter((_, place) => (subset >> place) & 1)),
      ),
    })),
  }
}

export const conjunctionCost = ({ wires, monomials }: Conjunction, size: number): Cost => ({
  ...openingOf(wires, size),
  dealt: packedBytes(monomials.length * size),
})

export function dealConjunction(
  dealer: DealerMaterial,
  { wires, monomials }: Conjunction,
  size: number,
): void {
  const masks = dealer.drawnPlanes("andMask", wires, size)
  const product = (monomial: readonly number[]) =>
    monomial.map((wire) => masks[wire] ?? new Int32Array(planeWords(size))).reduce(and)
  if (monomials.length > 0) dealer.dealPlanes("andProduct", monomials.map(product), size)
}

/** One round. @returns an exchange from shares of the wires to shares of the products. */
export function prepareConjunction(
  material: PartyMaterial,
  { wires, monomials, products }: Conjunction,
  size: number,
): (shares: readonly Plane[]) => Exchange<Plane[]> {
  const masks = material.drawnPlanes("andMask", wires, size)
  const dealt = monomials.length > 0 ? material.dealtPlanes("andProduct", monomials.length, size) : []
  const none = new Int32Array(planeWords(size))
  const one = material.role === 0 ? none.map(() => -1) : none
  return function* (shares) {
    const opened = yield* openPlanes(
      shares.map((share, wire) => xor(share, masks[wire] ?? none)),
      size,
    )
    return products.map(({ factors, monomialOf }) => {
      // By subset S of the factors not yet folded in: this party's share of the mask monomial of S.
      let terms = monomialOf.map((monomial, subset) => {
        if (monomial >= 0) return dealt[monomial] ?? none
        return subset === 0 ? one : (masks[factors[Math.log2(subset)]?.wire ?? 0] ?? none)
      })
      for (const { wire, negated } of factors.toReversed()) {
        const half = terms.length / 2
        const invert = negated ? -1 : 0
        const open = opened[wire] ?? none
        terms = terms.slice(0, half).map((term, subset) => {
          const folded = new Int32Array(term.length)
          const masked = terms[half + subset] ?? none
          for (let i = 0; i < folded.length; i++)
            folded[i] = (masked[i] ?? 0) ^ (((open[i] ?? 0) ^ invert) & (term[i] ?? 0))
          return folded
        })
      }
      return terms[0] ?? none
    })
  }
}
