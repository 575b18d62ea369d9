import { incompleteBeta } from "./incomplete-beta.ts"

/**
 * P(|T| ≥ |t|) for Student's t.
 * @param t any number; ±Infinity gives 0
 * @param freedom degrees of freedom > 0
 * @see Abramowitz & Stegun 26.7.1
 */
export function studentTails(t: number, freedom: number): number {
  const square = t * t
  if (square === Number.POSITIVE_INFINITY) return 0
  return incompleteBeta(freedom / 2, 0.5, freedom / (freedom + square), square / (freedom + square))
}

/**
 * P(F ≥ f), the upper tail of the F distribution.
 * @param f ≥ 0; Infinity gives 0
 * @param above degrees of freedom of the numerator, > 0
 * @param below degrees of freedom of the denominator, > 0
 * @see Abramowitz & Stegun 26.6.2
 */
export function fisherTail(f: number, above: number, below: number): number {
  const scaled = above * f
  if (scaled === Number.POSITIVE_INFINITY) return 0
  return incompleteBeta(below / 2, above / 2, below / (below + scaled), scaled / (below + scaled))
}

/**
 * The t beyond which lie both tails of the given probability: for 0.05 the factor of a 95 % interval.
 * @param tails in (0, 1)
 * @param freedom degrees of freedom > 0
 */
export function studentCritical(tails: number, freedom: number): number {
  let high = 1
  while (studentTails(high, freedom) > tails) high *= 2
  let low = high === 1 ? 0 : high / 2
  // Bisection down to neighbouring numbers: the function is monotone and cheap.
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return high
    if (studentTails(middle, freedom) > tails) low = middle
    else high = middle
  }
}
