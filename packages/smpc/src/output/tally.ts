import { dealEquality, equalityCost, prepareEquality } from "../layers/equality.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, inTurn, opening } from "../sharing/cost.ts"
import { type Exchange, openPlanes } from "../sharing/exchange.ts"
import { choose, type Planes, xor } from "../sharing/planes.ts"
import { ringOf, type Words } from "../sharing/ring.ts"

/*
 * Which rows have the label that the client says. Whether a row has is a shared bit, [c]; it is opened as e = c ⊕ σ under
 * a bit σ of the dealer's, who also deals shares of σ and of key · σ over Z/2⁶⁴. With them each party has a share of the hit
 * and one of key · hit, its tag, and keeps both until the score is opened: score.ts.
 * @see Cramer et al. 2018, "SPDZ2k", for tags over a ring and why low bits of the key protect least
 */

export const scoreRing = ringOf(64)

/** One party's part of the hits of some rows, and of their tags: [rows] over Z/2⁶⁴ each. */
export type Tally = { readonly rows: number; readonly hits: Words; readonly tags: Words }

/** The key of a session's tags: nobody knows it before the score is opened. */
export const scoreKeyShare = (material: PartyMaterial): Words => material.drawn(scoreRing, "scoreKey", 1)
export const scoreKey = (dealer: DealerMaterial): Words => dealer.drawn(scoreRing, "scoreKey", 1)

export const tallyCost = (classes: number, rows: number): Cost =>
  inTurn(equalityCost(classes, rows), opening("masked hit", 1, rows), dealing(4 * rows))

export function dealTally(dealer: DealerMaterial, key: Words, classes: number, rows: number): void {
  dealEquality(dealer, classes, rows)
  const bit = dealer.drawnPlanes("scoreBit", 1, rows)
  const zeros = new Int32Array(2 * rows)
  const one = scoreRing.addConstant(zeros, 1n)
  dealer.deal(scoreRing, "scoreNumber", choose(bit, 2, one, zeros))
  dealer.deal(scoreRing, "scoreNumber", choose(bit, 2, repeated(key, rows), zeros))
}

/** Two rounds. @returns an exchange from shares of winners and labels, [classes] planes each, to this batch's tally */
export function prepareTally(
  material: PartyMaterial,
  keyShare: Words,
  classes: number,
  rows: number,
): (winners: Planes, labels: Planes) => Exchange<Tally> {
  const compare = prepareEquality(material, classes, rows)
  const bit = material.drawnPlanes("scoreBit", 1, rows)
  const number = material.dealt(scoreRing, "scoreNumber", 2 * rows)
  const tagged = material.dealt(scoreRing, "scoreNumber", 2 * rows)
  return function* (winners, labels) {
    const shared = yield* compare(winners, labels)
    const opened = yield* openPlanes(xor(shared, bit), rows)
    const one = scoreRing.addConstant(new Int32Array(2 * rows), material.role === 0 ? 1n : 0n)
    const hits = choose(opened, 2, scoreRing.subtract(one, number), number)
    const tags = choose(opened, 2, scoreRing.subtract(repeated(keyShare, rows), tagged), tagged)
    return { rows, hits, tags }
  }
}

function repeated(element: Words, count: number): Words {
  const all = new Int32Array(2 * count)
  for (let i = 0; i < all.length; i++) all[i] = element[i & 1] ?? 0
  return all
}
