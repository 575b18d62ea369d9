/** Bits of the ring that inference computes in. */
const RING_BITS = 32
/** Of the weights and signals; more is never needed, and fewer than this many lose digits that matter. */
const FRACTIONS = { most: 11, fewest: 6 } as const
/** Images that the model owner has not seen may reach further than its own. */
const MARGIN = 4

/**
 * How many binary digits after the point weights and signals keep. A layer's sums have twice as many, and must stay below
 * 2^(32 − 2) with them: |sum| < 2^(30 − 2·fraction).
 * @param largest magnitude of any layer's sums over the model owner's own images; see `networkOutputs`.
 * @returns undefined for a model whose sums would leave no room for enough digits.
 */
export function chooseFraction(largest: number): number | undefined {
  for (let fraction: number = FRACTIONS.most; fraction >= FRACTIONS.fewest; fraction--)
    if (MARGIN * largest < largestSum(fraction)) return fraction
  return undefined
}

/** What the sums of a layer must stay below. */
export const largestSum = (fraction: number): number => 2 ** (RING_BITS - 2 - 2 * fraction)
