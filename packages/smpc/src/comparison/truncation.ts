import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, FREE, inTurn, opening } from "../sharing/cost.ts"
import { type Exchange, openWords } from "../sharing/exchange.ts"
import { newWords, release } from "../sharing/memory.ts"
import { choose, type Plane } from "../sharing/planes.ts"
import type { Ring, Words } from "../sharing/ring.ts"
import { type SignTest, signTestOf } from "./sign.ts"

/*
 * One opening ẑ = z + 2^(ℓ−2) + r serves all that is done to a value: cutting off its fraction bits, asking for its
 * sign, selecting. Because z + 2^(ℓ−2) stays below 2^(ℓ−1), the sum wraps exactly when r's top bit is set and ẑ's is not,
 * so ⌊ẑ / 2^f⌋ − ⌊r / 2^f⌋, corrected by that wrap, is ⌊z / 2^f⌋ or one more, and never anything else. Which of the two is
 * decided by the public threshold ẑ mod 2^f alone.
 * @see Escudero et al. 2020, "Improved primitives for MPC over mixed arithmetic-binary circuits", for truncation from an
 *   opening; Jawalkar et al. 2024, "Orca", for what goes wrong where the threshold is not public
 */

/** Right for all z with a magnitude below `limit`. */
export type Gate = {
  readonly ring: Ring
  /** f, fraction bits that are cut off. */
  readonly shift: number
  /** What keeps z from being negative before it is masked; nothing where nothing is cut off. */
  readonly offset: bigint
  /** The comparison of what is left. */
  readonly sign: SignTest
  readonly limit: number
}

/**
 * @param width k ≤ ℓ − shift, bits of what is left that are compared: fewer cost less, and bound |z| more tightly. With
 *   k = ℓ − shift the sign is right on all of the range.
 */
export function gateOf(ring: Ring, shift: number, width = ring.bits - shift, digitBits?: number): Gate {
  if (!(Number.isInteger(shift) && shift >= 0 && shift <= ring.bits - 2 && width <= ring.bits - shift))
    throw new RangeError(`no gate cuts off ${shift} of ${ring.bits} bits and compares ${width}`)
  const sign = signTestOf(ring, width, digitBits)
  // Rounded up, what is left must still be below 2^(width − 1).
  const compared = 2 ** shift * (2 ** (width - 1) - 1)
  return shift === 0
    ? { ring, shift, offset: 0n, sign, limit: 2 ** (width - 1) }
    : {
        ring,
        shift,
        offset: 1n << BigInt(ring.bits - 2),
        sign,
        limit: Math.min(2 ** (ring.bits - 2), compared),
      }
}

export const truncationCost = ({ ring, shift }: Gate, count: number): Cost =>
  inTurn(
    opening("masked value", 32 * ring.words, count),
    shift === 0 ? FREE : dealing(2 * count * ring.words),
  )

/** What is subtracted from the shifted opened value, by its top bit; the same where nothing is cut off. */
export type ShiftedMask = { readonly whenSet: Words; readonly whenClear: Words }

/**
 * @returns the masks behind the opened values after the shift, which the comparison is against, and both corrections; the
 *   caller's, who releases them
 */
export function dealTruncation(
  dealer: DealerMaterial,
  { ring, shift }: Gate,
  count: number,
): ShiftedMask & { compared: Words } {
  const mask = dealer.drawn(ring, "wireMask", count)
  if (shift === 0) return { whenSet: mask, whenClear: mask, compared: mask }
  const top = ring.plane(mask, ring.bits - 1)
  const compared = ring.shiftRight(mask, shift, mask)
  const whenClear = ring.addConstant(compared, -(1n << BigInt(ring.bits - shift)))
  choose(top, ring.words, whenClear, compared, whenClear)
  dealer.deal(ring, "truncatedMask", compared)
  dealer.deal(ring, "truncatedMask", whenClear)
  return { whenSet: compared, whenClear, compared }
}

/**
 * What an opening leaves: the value, cut, as shares and as the public sum of itself and the dealer's mask. Words are the
 * caller's, who releases them.
 */
export type Truncated = {
  readonly share: Words
  /** Public. */
  readonly masked: Words
  /** Public: which of the two masks applies. */
  readonly top: Plane
}

/** One round. */
export function prepareTruncation(
  material: PartyMaterial,
  { ring, shift, offset }: Gate,
  count: number,
): (share: Words) => Exchange<Truncated> {
  const mask = material.drawn(ring, "wireMask", count)
  const words = mask.length
  const whenSet = shift === 0 ? mask : material.dealt(ring, "truncatedMask", words)
  const whenClear = shift === 0 ? mask : material.dealt(ring, "truncatedMask", words)
  return function* (share) {
    // Without a shift the mask itself is subtracted later.
    const masked = yield* openWords(ring, ring.add(share, mask, shift === 0 ? undefined : mask))
    ring.addConstant(masked, offset, masked)
    const top = ring.plane(masked, ring.bits - 1)
    ring.shiftRight(masked, shift, masked)
    ring.addConstant(masked, -(offset >> BigInt(shift)), masked)
    const own = choose(top, ring.words, whenSet, whenClear)
    release(whenSet, whenClear)
    const publicPart = material.role === 0 ? masked : newWords(words)
    ring.subtract(publicPart, own, own)
    if (publicPart !== masked) release(publicPart)
    return { share: own, masked, top }
  }
}
