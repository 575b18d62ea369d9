import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, inTurn, opening } from "../sharing/cost.ts"
import { type Exchange, openPlanes } from "../sharing/exchange.ts"
import { newWords, release } from "../sharing/memory.ts"
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
    dealing((gate.shift > 0 ? 3 : 2) * count * gate.ring.words),
  )

export function dealRectify(dealer: DealerMaterial, gate: Gate, count: number): void {
  const { ring, shift, sign } = gate
  const { whenSet, whenClear, compared } = dealTruncation(dealer, gate, count)
  dealSign(dealer, sign, compared)
  const selector = dealer.drawnPlanes("selector", 1, count)
  const zeros = newWords(whenSet.length)
  const ones = ring.addConstant(zeros, 1n)
  for (const words of shift > 0 ? [ones, whenSet, whenClear] : [ones, whenSet])
    dealer.deal(ring, "selectorProduct", choose(selector, ring.words, words, zeros, words))
  release(zeros, ones, whenSet, whenClear, selector)
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
    const opened = yield* openPlanes(xor(nonNegative, selector, selector), count)
    const selected = ring.multiply(masked, selectorShare, selectorShare)
    choose(top, ring.words, whenSet, whenClear, whenSet)
    ring.subtract(selected, whenSet, selected)
    ring.subtract(share, selected, share)
    choose(opened, ring.words, share, selected, share)
    release(masked, selected, whenSet, whenClear, nonNegative, opened)
    return share
  }
}

export const isNonNegativeCost = (gate: Gate, count: number): Cost =>
  inTurn(truncationCost(gate, count), signCost(gate.sign, count))

/** The material of the sign alone. */
export function dealIsNonNegative(dealer: DealerMaterial, gate: Gate, count: number): void {
  const { whenSet, whenClear, compared } = dealTruncation(dealer, gate, count)
  dealSign(dealer, gate.sign, compared)
  release(whenSet, whenClear, compared)
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
    const { share, masked } = yield* truncate(input)
    const nonNegative = yield* compare(masked)
    release(share, masked)
    return nonNegative
  }
}
