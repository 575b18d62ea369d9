import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, inTurn, opening } from "../sharing/cost.ts"
import { type Exchange, openPlanes } from "../sharing/exchange.ts"
import { choose, type Plane, xor } from "../sharing/planes.ts"
import type { Words } from "../sharing/ring.ts"
import { dealSign, prepareSign, signCost } from "./sign.ts"
import { dealTruncation, type Gate, prepareTruncation, truncationCost } from "./truncation.ts"

/*
 * max(t, 0) of a value t that has just been opened under a mask: t · d with d = [t ≥ 0]. The bit is opened as e = d ⊕ σ
 * under a bit σ of the dealer's, who also deals shares of σ and of σ times the mask; then d · t = e · t + (1 − 2e) · σt is
 * linear in what the parties hold.
 */

export const rectifyCost = (gate: Gate, count: number): Cost =>
  inTurn(
    truncationCost(gate, count),
    signCost(gate.sign, count),
    opening("masked sign", 1, count),
    dealing(4 * (gate.shift > 0 ? 3 : 2) * count * gate.ring.words),
  )

export function dealRectify(dealer: DealerMaterial, gate: Gate, count: number): void {
  const { ring, shift, sign } = gate
  const { whenSet, whenClear, compared } = dealTruncation(dealer, gate, count)
  dealSign(dealer, sign, compared)
  const selector = dealer.drawnPlanes("selector", 1, count)
  const zeros = new Int32Array(whenSet.length)
  const selected = (words: Words) => choose(selector, ring.words, words, zeros)
  dealer.deal(ring, "selectorProduct", selected(ring.addConstant(zeros, 1n)))
  dealer.deal(ring, "selectorProduct", selected(whenSet))
  if (shift > 0) dealer.deal(ring, "selectorProduct", selected(whenClear))
}

/** @returns an exchange from shares of z to shares of max(⌊z / 2^f⌉, 0). Rounds: the opening, the comparison, the bit. */
export function prepareRectify(
  material: PartyMaterial,
  gate: Gate,
  count: number,
): (share: Words) => Exchange<Words> {
  const { ring, shift, sign } = gate
  const truncate = prepareTruncation(material, gate, count)
  const compare = prepareSign(material, sign, count)
  const selector = material.drawnPlanes("selector", 1, count)
  const words = count * ring.words
  const selectorShare = material.dealt(ring, "selectorProduct", words)
  const whenSet = material.dealt(ring, "selectorProduct", words)
  const whenClear = shift > 0 ? material.dealt(ring, "selectorProduct", words) : whenSet
  return function* (input) {
    const { share, masked, top } = yield* truncate(input)
    const nonNegative = yield* compare(masked)
    const opened = yield* openPlanes(xor(nonNegative, selector), count)
    const selected = ring.subtract(
      ring.multiply(masked, selectorShare),
      choose(top, ring.words, whenSet, whenClear),
    )
    return choose(opened, ring.words, ring.subtract(share, selected), selected)
  }
}

export const isNonNegativeCost = (gate: Gate, count: number): Cost =>
  inTurn(truncationCost(gate, count), signCost(gate.sign, count))

/** The material of the sign alone. */
export function dealIsNonNegative(dealer: DealerMaterial, gate: Gate, count: number): void {
  dealSign(dealer, gate.sign, dealTruncation(dealer, gate, count).compared)
}

/** @returns an exchange from shares of z to shares of the bits [⌊z / 2^f⌉ ≥ 0]. */
export function prepareIsNonNegative(
  material: PartyMaterial,
  gate: Gate,
  count: number,
): (share: Words) => Exchange<Plane> {
  const truncate = prepareTruncation(material, gate, count)
  const compare = prepareSign(material, gate.sign, count)
  return function* (input) {
    const { masked } = yield* truncate(input)
    return yield* compare(masked)
  }
}
