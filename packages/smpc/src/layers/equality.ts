import {
  type Conjunction,
  conjunctionCost,
  conjunctionOf,
  dealConjunction,
  prepareConjunction,
} from "../comparison/conjunction.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import type { Cost } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { type Plane, type Planes, planeAt, planesOf, planeWords, xor } from "../sharing/planes.ts"

/*
 * Whether two shared classes are equal, each given as one bit for every class of which one is set: the sum of the products
 * of the bits that belong together, of which at most one is 1.
 */

const productsOf = (classes: number): Conjunction =>
  conjunctionOf(
    2 * classes,
    Array.from({ length: classes }, (_, own) => [{ wire: own }, { wire: classes + own }]),
  )

export const equalityCost = (classes: number, rows: number): Cost =>
  conjunctionCost("masked labels and winners", productsOf(classes), rows)

export function dealEquality(dealer: DealerMaterial, classes: number, rows: number): void {
  dealConjunction(dealer, productsOf(classes), rows)
}

/** One round. @returns an exchange from shares of both, [classes] planes over the rows each, to a share of the answers */
export function prepareEquality(
  material: PartyMaterial,
  classes: number,
  rows: number,
): (first: Planes, second: Planes) => Exchange<Plane> {
  const multiply = prepareConjunction(material, productsOf(classes), rows)
  return function* (first, second) {
    const products = yield* multiply(planesOf([first, second]))
    let equal: Plane = new Int32Array(planeWords(rows))
    for (let own = 0; own < classes; own++) equal = xor(equal, planeAt(products, own, rows))
    return equal
  }
}
