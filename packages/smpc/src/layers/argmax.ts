import { conjunctionCost, dealConjunction, prepareConjunction } from "../comparison/conjunction.ts"
import { dealIsNonNegative, isNonNegativeCost, prepareIsNonNegative } from "../comparison/rectify.ts"
import type { Argmax } from "../plan/argmax.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, inTurn } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { gatherColumns } from "../sharing/gather.ts"
import { release } from "../sharing/memory.ts"
import { not, type Planes, packPlanes, planesOf, unpackPlanes } from "../sharing/planes.ts"
import type { Words } from "../sharing/ring.ts"

/*
 * Which class has the largest score, as one bit for each: every pair is compared at full width, all in one go, and a class
 * wins that is beaten by none. Exactly one does, and of equal ones the first.
 */

export const argmaxCost = ({ gate, first, rounds }: Argmax, rows: number): Cost =>
  inTurn(
    isNonNegativeCost(gate, rows * first.length),
    ...rounds.map((conjunction) => conjunctionCost("masked comparisons", conjunction, rows)),
  )

export function dealArgmax(dealer: DealerMaterial, { gate, first, rounds }: Argmax, rows: number): void {
  dealIsNonNegative(dealer, gate, rows * first.length)
  for (const conjunction of rounds) dealConjunction(dealer, conjunction, rows)
}

/** @returns an exchange from shares of scores, [rows, classes], to shares of one plane over the rows for each class */
export function prepareArgmax(
  material: PartyMaterial,
  { classes, gate, first, second, rounds }: Argmax,
  rows: number,
): (scores: Words) => Exchange<Planes> {
  const { ring } = gate
  const pairs = first.length
  const compare = prepareIsNonNegative(material, gate, rows * pairs)
  const products = rounds.map((conjunction) => prepareConjunction(material, conjunction, rows))
  return function* (scores) {
    const leads = gatherColumns(ring, scores, classes, first)
    const others = gatherColumns(ring, scores, classes, second)
    ring.subtract(leads, others, leads)
    const all = yield* compare(leads)
    release(leads, others)
    let planes = unpackPlanes(packPlanes(all, rows * pairs), pairs, rows)
    if (classes === 2) return planesOf([planes, material.role === 0 ? not(planes) : planes])
    for (const multiply of products) planes = yield* multiply(planes)
    return planes
  }
}
