/*
 * The regularised incomplete beta function with honest tails: values of 1e-300 keep thirteen digits, because the
 * small side is always computed itself and never as 1 minus the large one.
 */

/** B₂ₖ / (2k (2k − 1)): Stirling's series for ln Γ. @see DLMF 5.11.1 */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360]
/** From here on six terms of the series are exact to float64. */
const STIRLING_FROM = 16
/** The continued fraction takes about √max(a, b) steps; this suffices for 2³⁰ degrees of freedom. */
const MOST_STEPS = 200_000
const TINY = 1e-300

/**
 * I_x(a, b), the lower tail of the beta distribution.
 * @param x in [0, 1]
 * @param complement 1 − x, given apart so that neither loses its digits to the other
 * @throws {RangeError} unless a and b are positive.
 * @see DLMF 8.17.22 (continued fraction), 8.17.4 (symmetry)
 */
export function incompleteBeta(a: number, b: number, x: number, complement: number): number {
  if (!(a > 0 && b > 0)) throw new RangeError(`the beta distribution has no parameters ${a}, ${b}`)
  if (!(x > 0)) return 0
  if (!(complement > 0)) return 1
  // Where the continued fraction converges fast; beyond, the value is large and its complement the small one.
  return x < (a + 1) / (a + b + 2) ? lowerTail(a, b, x, complement) : 1 - lowerTail(b, a, complement, x)
}

function lowerTail(a: number, b: number, x: number, complement: number): number {
  return (b / (a + b)) * binomialDensity(a, b, x, complement) * continuedFraction(a, b, x)
}

/**
 * Γ(a+b+1) / (Γ(a+1) Γ(b+1)) · x^a · (1−x)^b without the cancellation of three large logarithms.
 * @see Loader 2000, "Fast and accurate computation of binomial probabilities", section 3 (saddle point)
 */
function binomialDensity(a: number, b: number, x: number, complement: number): number {
  const n = a + b
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * complement)
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * a * b))
}

/** ln Γ(z+1) − [(z + ½) ln z − z + ½ ln 2π], by recurrence up to where the series is exact. */
function stirlingError(z: number): number {
  let error = 0
  let at = z
  for (; at < STIRLING_FROM; at += 1) error += (at + 0.5) * Math.log1p(1 / at) - 1
  const inverseSquare = 1 / (at * at)
  return error + STIRLING.reduceRight((sum, term) => sum * inverseSquare + term, 0) / at
}

/** x ln(x / mean) + mean − x ≥ 0, precise also where x is near the mean. @see Loader 2000, section 5 */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x
  const ratio = (x - mean) / (x + mean)
  let sum = (x - mean) * ratio
  let power = 2 * x * ratio
  for (let odd = 3; ; odd += 2) {
    power *= ratio * ratio
    const next = sum + power / odd
    if (next === sum) return sum
    sum = next
  }
}

/** The continued fraction of DLMF 8.17.22, by Lentz's method as modified by Thompson and Barnett 1986. */
function continuedFraction(a: number, b: number, x: number): number {
  const away = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let numerator = 1
  let denominator = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = denominator
  for (let step = 1; step < MOST_STEPS; step++) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step))
    denominator = 1 / away(1 + even * denominator)
    numerator = away(1 + even / numerator)
    fraction *= numerator * denominator
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1))
    denominator = 1 / away(1 + odd * denominator)
    numerator = away(1 + odd / numerator)
    const change = numerator * denominator
    fraction *= change
    if (Math.abs(change - 1) <= Number.EPSILON) break
  }
  return fraction
}
